import { type FormEvent, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMe } from "@/api/me_context";
import type { Problem } from "@/api/problem";
import { useCommand } from "@/commands/use_command";
import { Button } from "@/components/button";
import { useToast } from "@/components/toast";
import { useText } from "@/i18n/i18n_provider";
import { createRole } from "./commands";
import { RoleFields } from "./role_fields";

export function CreateRole({ onDone }: { onDone: () => void }) {
  const t = useText();
  const toast = useToast();
  const business = useBusinessId();
  const { permissions: own } = useMe();
  const { run, working } = useCommand(createRole);
  const [name, setName] = useState("");
  const [permissions, setPermissions] = useState<string[]>([]);
  const [problem, setProblem] = useState<Problem>();

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (working || name.trim() === "") return;
    setProblem(undefined);
    const body = { name: name.trim(), permissions };
    if (!(await run({ path: { business_id: business }, body }, { refused: setProblem }))) return;
    toast({ text: t("roles.created", { name: body.name }), tone: "green" });
    onDone();
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-2">
      <RoleFields
        name={name}
        onName={(next) => {
          setProblem(undefined);
          setName(next);
        }}
        permissions={permissions}
        onPermissions={setPermissions}
        own={own}
        problem={problem}
        buttons={
          <>
            <Button onClick={onDone}>{t("common.cancel")}</Button>
            <Button type="submit" kind="primary" disabled={name.trim() === ""} working={working}>
              {t("roles.create")}
            </Button>
          </>
        }
      />
    </form>
  );
}
