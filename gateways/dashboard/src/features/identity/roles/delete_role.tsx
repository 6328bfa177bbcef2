import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useBusinessId } from "@/api/business_context";
import type { Problem } from "@/api/problem";
import type { CustomRole } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { useToast } from "@/components/toast";
import { useText } from "@/i18n/i18n_provider";
import { applyChanges } from "@/live/cache";
import { deleteRole } from "./commands";
import { useRoleProblemText } from "./role_problem";

export interface DeleteRoleProps {
  role: CustomRole;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onDeleted: () => void;
}

/** Asks first; a role that somebody has stays, and it is said why. */
export function DeleteRole({ role, open, onOpenChange, onDeleted }: DeleteRoleProps) {
  const t = useText();
  const textOf = useRoleProblemText();
  const toast = useToast();
  const client = useQueryClient();
  const business = useBusinessId();
  const { run, working } = useCommand(deleteRole);
  const [problem, setProblem] = useState<Problem>();
  const shut = (next: boolean) => {
    setProblem(undefined);
    onOpenChange(next);
  };

  async function remove() {
    const path = { business_id: business, id: role.id };
    if (!(await run({ path, body: undefined }, { refused: setProblem }))) return;
    applyChanges(client, business, [{ resource: "role", op: "delete", row: { id: role.id } }]);
    toast({ text: t("roles.deleted", { name: role.name }), tone: "green" });
    shut(false);
    onDeleted();
  }

  return (
    <Dialog
      open={open}
      onOpenChange={shut}
      title={t("roles.delete.title", { name: role.name })}
      text={t("roles.delete.text")}
      footer={
        <>
          <Button onClick={() => shut(false)}>{t("common.cancel")}</Button>
          <Button kind="danger" working={working} onClick={() => void remove()}>
            {t("roles.delete")}
          </Button>
        </>
      }
    >
      {problem && <Banner tone="red">{textOf(problem)}</Banner>}
    </Dialog>
  );
}
