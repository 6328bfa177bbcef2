import { Plus, UserCog } from "lucide-react";
import { useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMay } from "@/api/me_context";
import { teamList } from "@/api/team";
import type { CustomRole } from "@/api/types";
import { Button } from "@/components/button";
import { Empty } from "@/components/empty";
import { SkeletonRows } from "@/components/skeleton";
import { Missing } from "@/features/identity/settings/missing";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { useList } from "@/lists/use_list";
import { roleList } from "./queries";
import { RoleDialog } from "./role_dialog";

/** The roles that the business has made: what each may do, and how many have it. */
export function RolesPage() {
  const t = useText();
  useTitle(t("settings.to.roles"));
  if (!useMay("team_view")) return <Empty alone icon={UserCog} title={t("problem.forbidden")} />;
  return <Roles />;
}

function Roles() {
  const t = useText();
  const business = useBusinessId();
  const list = useList(roleList(business));
  const team = useList(teamList(business));
  const mayManage = useMay("roles_manage");
  const [opened, setOpened] = useState<"new" | string>();
  const create = mayManage && (
    <Button kind="primary" icon={Plus} onClick={() => setOpened("new")}>
      {t("roles.create")}
    </Button>
  );
  return (
    <>
      <header>
        <div className="flex min-h-8 flex-wrap items-center justify-between gap-3">
          <h1 className="text-head font-semibold">{t("settings.to.roles")}</h1>
          {list.rows.length > 0 && create}
        </div>
        <p className="mt-1 max-w-measure text-body text-soft">{t("roles.text")}</p>
      </header>
      {list.loading ? (
        <SkeletonRows rows={3} label={t("common.loading")} />
      ) : list.rows.length > 0 ? (
        <ul aria-label={t("settings.to.roles")} className="divide-y divide-line rounded-control border border-line">
          {list.rows.map((role) => (
            <RoleRow
              key={role.id}
              of={role}
              members={team.rows.filter((member) => member.role === role.id).length}
              onOpen={() => setOpened(role.id)}
            />
          ))}
        </ul>
      ) : list.error ? (
        <Missing {...list} />
      ) : (
        <Empty icon={UserCog} title={t("roles.none")} text={t("roles.none.text")} action={create} />
      )}
      <RoleDialog
        of={opened === "new" ? "new" : list.rows.find(({ id }) => id === opened)}
        onClose={() => setOpened(undefined)}
      />
    </>
  );
}

function RoleRow({ of: role, members, onOpen }: { of: CustomRole; members: number; onOpen: () => void }) {
  const t = useText();
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-3 py-2 hover:bg-hover">
      <button
        type="button"
        dir="auto"
        onClick={onOpen}
        className="min-h-8 min-w-0 flex-1 basis-56 rounded-control text-left wrap-anywhere text-dense font-medium text-ink after:absolute after:inset-0 after:content-['']"
      >
        {role.name}
      </button>
      <span className="text-meta text-faint">
        {t("keys.rights", { count: role.permissions.length })} · {t("roles.members", { count: members })}
      </span>
    </li>
  );
}
