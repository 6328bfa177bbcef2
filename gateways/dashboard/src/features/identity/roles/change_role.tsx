import { useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { answer, apiOf } from "@/api/client";
import { useMay, useMe } from "@/api/me_context";
import type { Problem } from "@/api/problem";
import type { CustomRole } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { useEdit } from "@/commands/use_edit";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Conflict } from "@/components/conflict";
import { useToast } from "@/components/toast";
import { useRightText } from "@/features/identity/team/right_text";
import { allRights } from "@/features/identity/team/rights";
import { useText } from "@/i18n/i18n_provider";
import { applyChanges } from "@/live/cache";
import { changeRole } from "./commands";
import { DeleteRole } from "./delete_role";
import { RoleFields } from "./role_fields";

interface Fields {
  name: string;
  permissions: string[];
}
const fieldsOf = ({ name, permissions }: CustomRole): Fields => ({ name, permissions: [...permissions].sort() });

/** A role that there is: its name and what it may do, or that it goes. Who has it may at once what it says then. */
export function ChangeRole({ role, onDone }: { role: CustomRole; onDone: () => void }) {
  const t = useText();
  const text = useRightText();
  const toast = useToast();
  const client = useQueryClient();
  const business = useBusinessId();
  const { permissions: own } = useMe();
  const [deleting, setDeleting] = useState(false);
  const { run } = useCommand(changeRole);
  const path = { business_id: business, id: role.id };
  const edit = useEdit<Fields>({
    theirs: fieldsOf(role),
    version: role.version,
    send: async (body, version) => {
      let refused: Problem | undefined;
      await run({ path, body, version }, { refused: (problem) => (refused = problem) });
      return refused;
    },
    look: async () => {
      const now = await answer(apiOf(business).GET("/businesses/{business_id}/roles/{id}", { params: { path } }));
      applyChanges(client, business, [{ resource: "role", op: "upsert", row: { ...now } }]);
      return { theirs: fieldsOf(now), version: now.version };
    },
  });
  const mayManage = useMay("roles_manage");
  const beyond = mayManage && !role.permissions.every((name) => own.includes(name));
  const mayChange = mayManage && !beyond;
  const written = ({ name, permissions }: Partial<Fields>) => ({
    ...(name === undefined ? {} : { name }),
    ...(permissions && {
      permissions: allRights.filter((right) => permissions.includes(right.name)).map(text.right),
    }),
  });

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!(await edit.save())) return;
    toast({ text: t("roles.saved", { name: edit.fields.name }), tone: "green" });
    onDone();
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-2">
      {beyond && <Banner tone="amber">{t("roles.beyond_yours")}</Banner>}
      <RoleFields
        name={edit.fields.name}
        onName={(name) => edit.set("name", name)}
        permissions={edit.fields.permissions}
        onPermissions={(permissions) => edit.set("permissions", permissions)}
        own={own}
        disabled={!mayChange}
        problem={edit.problem}
        before={
          edit.conflict && (
            <Conflict
              was={written(edit.conflict.was)}
              is={written(edit.conflict.is)}
              nameOf={(field) => t(field === "name" ? "roles.name" : "roles.rights")}
              onTakeTheirs={edit.takeTheirs}
            />
          )
        }
        buttons={
          mayChange && (
            <>
              <Button icon={Trash2} onClick={() => setDeleting(true)}>
                {t("roles.delete")}
              </Button>
              <Button type="submit" kind="primary" disabled={!edit.changed} working={edit.working}>
                {t(edit.conflict ? "conflict.save_ours" : "common.save")}
              </Button>
            </>
          )
        }
      />
      <DeleteRole role={role} open={deleting} onOpenChange={setDeleting} onDeleted={onDone} />
    </form>
  );
}
