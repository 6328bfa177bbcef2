import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Activity, Keyboard, LogOut, UserRound } from "lucide-react";
import { accountQuery, businessesQuery } from "@/api/account";
import { Avatar } from "@/components/avatar";
import { Menu, type MenuEntry } from "@/components/menu";
import { useLogOut } from "@/features/sign_in/session_actions";
import { useI18n } from "@/i18n/i18n_provider";
import { type Language, languages } from "@/i18n/language";
import { lastBusiness } from "./last_business";
import { openShortcuts } from "./palette_state";

/** Who is signed in, what is theirs, and the way out. `here`: who they are in the business that is open. */
export function UserMenu({ here }: { here?: { member: string; business: string } }) {
  const { t, language, choose } = useI18n();
  const account = useQuery(accountQuery).data;
  const businesses = useQuery({ ...businessesQuery, enabled: false }).data; // as far as they are known anyway
  const last = businesses?.find(({ slug }) => slug === lastBusiness()) ?? businesses?.[0];
  const navigate = useNavigate();
  const logOut = useLogOut();
  const name = account?.name ?? account?.email ?? t("common.you");
  const ofBusiness: MenuEntry[] = here
    ? [
        {
          label: t("settings.to.me"),
          icon: UserRound,
          onSelect: () => void navigate({ to: "/b/$business/settings/me", params: here }),
        },
        { label: t("shell.shortcuts"), icon: Keyboard, keys: "?", onSelect: openShortcuts },
        ...(account?.is_operator
          ? [{ label: t("operator.title"), icon: Activity, onSelect: () => void navigate({ to: "/operator" }) }]
          : []),
        { kind: "line" },
      ]
    : [];
  return (
    <Menu
      align="end"
      trigger={
        <button
          type="button"
          title={name}
          className="grid min-h-8 min-w-8 shrink-0 place-items-center rounded-full transition-colors duration-100 hover:bg-hover data-[state=open]:bg-press"
        >
          <Avatar name={name} id={here?.member ?? last?.member_id ?? account?.id ?? name} />
          <span className="sr-only">
            {t("shell.person")}: {name}
          </span>
        </button>
      }
      entries={[
        { kind: "heading", label: account?.email ?? name },
        ...ofBusiness,
        { kind: "heading", label: t("shell.language") },
        {
          kind: "choice",
          value: language,
          options: Object.entries(languages).map(([value, label]) => ({ value, label })),
          onChange: (value) => choose(value as Language),
        },
        { kind: "line" },
        { label: t("sign_in.log_out"), icon: LogOut, onSelect: () => void logOut() },
      ]}
    />
  );
}
