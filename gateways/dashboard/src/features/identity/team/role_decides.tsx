import { Link } from "@tanstack/react-router";
import { useText } from "@/i18n/i18n_provider";

/** Why single rights cannot be given to somebody whose role the business has made, and where they are changed. */
export function RoleDecides() {
  const t = useText();
  return (
    <p className="text-dense text-soft">
      {t("team.role_decides")}{" "}
      <Link
        from="/b/$business"
        to="/b/$business/settings/roles"
        className="rounded-control font-medium text-accent-ink underline underline-offset-2"
      >
        {t("team.role_decides.link")}
      </Link>
    </p>
  );
}
