import { useState } from "react";
import { answer, api } from "@/api/client";
import type { Account } from "@/api/types";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { Field } from "@/components/field";
import { TextInput } from "@/components/text_input";
import { useToast } from "@/components/toast";
import { useLeave } from "@/features/sign_in/session_actions";
import { useForm } from "@/features/sign_in/use_form";
import { useText } from "@/i18n/i18n_provider";
import type { End } from "./end_account";
import { LastOwner } from "./last_owner";
import { OwnPassword } from "./own_password";

export interface EndDialogProps {
  end: End;
  account: Account;
  open: boolean;
  onClose: () => void;
}

/** Says what becomes of everything, and takes the password; what is for good also takes the address, typed. */
export function EndDialog({ end, account, open, onClose }: EndDialogProps) {
  const t = useText();
  return (
    <Dialog open={open} onOpenChange={(still) => still || onClose()} title={t(`account.${end}.title`)}>
      <ul className="mb-4 flex list-disc flex-col gap-1 pl-5 text-body text-soft">
        <li>{t(`account.${end}.text.1`)}</li>
        <li>{t(`account.${end}.text.2`)}</li>
        <li>{t(`account.${end}.text.3`)}</li>
      </ul>
      <EndForm end={end} account={account} onClose={onClose} />
    </Dialog>
  );
}

function EndForm({ end, account, onClose }: Omit<EndDialogProps, "open">) {
  const t = useText();
  const toast = useToast();
  const leave = useLeave();
  const [typed, setTyped] = useState("");
  const email = account.email ?? "";
  const form = useForm<"username" | "password">(async ({ password }) => {
    await answer(api.POST(`/auth/${end}`, { body: { password } }));
    await leave();
    toast({ text: t(`account.${end}.done`), duration_ms: 15_000 });
  });
  const wrong = form.problem?.rule === "auth.failed";
  const lastOwner = form.problem?.rule === "account.last_owner";
  const sure = end === "deactivate" || typed.trim().toLowerCase() === email.toLowerCase();
  return (
    <form onSubmit={form.submit} noValidate className="flex flex-col gap-1">
      <OwnPassword account={account} error={wrong ? t("settings.password.wrong") : form.about("password")} />
      {end === "delete" && (
        <Field label={t("account.delete.type", { email })}>
          <TextInput
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            autoComplete="off"
            spellCheck={false}
            className="min-h-10"
          />
        </Field>
      )}
      {form.problem && lastOwner && <LastOwner said={form.problem.detail ?? ""} onGo={onClose} />}
      {form.text && !wrong && !lastOwner && <Banner tone="red">{form.text}</Banner>}
      <footer className="flex justify-end gap-2 pt-4">
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button type="submit" kind="danger" disabled={!sure} working={form.working}>
          {t(`account.${end}.action`)}
        </Button>
      </footer>
    </form>
  );
}
