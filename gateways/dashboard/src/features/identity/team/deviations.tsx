import { Badge } from "@/components/badge";
import { useText } from "@/i18n/i18n_provider";
import { type Access, deviations } from "./rights";

/** That somebody may more, or less, than the role says. */
export function Deviations({ of }: { of: Access }) {
  const t = useText();
  const { more, less } = deviations(of);
  return (
    <>
      {more.length > 0 && (
        <span title={t("team.more", { count: more.length })}>
          <Badge tone="amber">
            <span aria-hidden>+{more.length}</span>
            <span className="sr-only">{t("team.more", { count: more.length })}</span>
          </Badge>
        </span>
      )}
      {less.length > 0 && (
        <span title={t("team.less", { count: less.length })}>
          <Badge>
            <span aria-hidden>−{less.length}</span>
            <span className="sr-only">{t("team.less", { count: less.length })}</span>
          </Badge>
        </span>
      )}
    </>
  );
}
