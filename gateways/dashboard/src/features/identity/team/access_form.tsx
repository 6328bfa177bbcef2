import { useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { useBusinessId } from "@/api/business_context";
import { answer, apiOf } from "@/api/client";
import { useMe } from "@/api/me_context";
import type { Problem } from "@/api/problem";
import type { Member } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { useEdit } from "@/commands/use_edit";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Conflict } from "@/components/conflict";
import { useToast } from "@/components/toast";
import { useRoles } from "@/features/identity/roles/use_roles";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { applyChanges } from "@/live/cache";
import { changeAccess } from "./commands";
import { useRightText } from "./right_text";
import { type Access, accessBy, allRights, isRole, withRight } from "./rights";
import { RightsList } from "./rights_list";
import { RoleDecides } from "./role_decides";
import { RoleField } from "./role_field";

const accessOf = ({ role, permissions }: Member): { access: Access } => ({
  access: { role, permissions: [...permissions].sort() },
});

/** The role and the single rights of somebody; nothing of it counts before it is saved. */
export function AccessForm({ member, onSaved }: { member: Member; onSaved: () => void }) {
  const t = useText();
  const text = useRightText();
  const { made, nameOf: roleOf } = useRoles();
  const textOf = useProblemText();
  const toast = useToast();
  const me = useMe();
  const client = useQueryClient();
  const business = useBusinessId();
  const { run } = useCommand(changeAccess);
  const path = { business_id: business, id: member.id };
  const edit = useEdit<{ access: Access }>({
    theirs: accessOf(member),
    version: member.version,
    send: async ({ access }, version) => {
      let refused: Problem | undefined;
      if (!access) return undefined;
      const { role, permissions } = access;
      const body = isRole(role) ? { role, permissions: [...permissions] } : { role }; // one made here decides alone
      await run({ path, body, version }, { refused: (problem) => (refused = problem) });
      return refused;
    },
    look: async () => {
      const now = await answer(apiOf(business).GET("/businesses/{business_id}/team/{id}", { params: { path } }));
      applyChanges(client, business, [{ resource: "member", op: "upsert", row: { ...now } }]);
      return { theirs: accessOf(now), version: now.version };
    },
  });
  const { access } = edit.fields;
  const byHand = isRole(access.role);
  const beyond = access.permissions.filter((name) => !me.permissions.includes(name));
  /** For the difference: each right by its name. */
  const written = (of: { access?: Access }) =>
    Object.fromEntries([
      ["role", roleOf(of.access?.role ?? "")],
      ...allRights.map((right) => [
        right.name,
        t(of.access?.permissions.includes(right.name) ? "team.right.given" : "team.right.not_given"),
      ]),
    ]);
  const nameOf = (path: string) => {
    const right = allRights.find(({ name }) => name === path);
    return right ? text.right(right) : t("team.role");
  };

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!(await edit.save())) return;
    toast({ text: t("team.saved", { name: member.name ?? member.email ?? "" }), tone: "green" });
    onSaved();
  }

  return (
    <form onSubmit={submit} aria-label={t("team.rights")} className="flex flex-col gap-4">
      <RoleField
        value={access.role}
        me={me}
        onChange={(role) => edit.set("access", accessBy(role, me.permissions, made))}
      />
      {!byHand && <RoleDecides />}
      {byHand && beyond.length > 0 && <Banner tone="amber">{t("team.beyond_yours", { count: beyond.length })}</Banner>}
      <RightsList
        access={access}
        own={me.permissions}
        onGive={byHand ? (name, given) => edit.set("access", withRight(access, name, given)) : undefined}
      />
      <div className="sticky -bottom-4 -mx-4 flex flex-col gap-3 border-t border-line bg-raised px-4 py-3">
        {edit.conflict && (
          <Conflict
            was={written(edit.conflict.was)}
            is={written(edit.conflict.is)}
            nameOf={nameOf}
            onTakeTheirs={edit.takeTheirs}
          />
        )}
        {edit.problem && <Banner tone="red">{textOf(edit.problem)}</Banner>}
        <div className="flex justify-end gap-2">
          <Button onClick={edit.reset} disabled={!edit.changed}>
            {t("common.discard")}
          </Button>
          <Button type="submit" kind="primary" disabled={!edit.changed} working={edit.working}>
            {t(edit.conflict ? "conflict.save_ours" : "common.save")}
          </Button>
        </div>
      </div>
    </form>
  );
}
