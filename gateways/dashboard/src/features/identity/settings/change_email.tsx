import { useQueryClient } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { Account } from "@/api/types";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { Field } from "@/components/field";
import { TextInput } from "@/components/text_input";
import { useForm } from "@/features/sign_in/use_form";
import { useText } from "@/i18n/i18n_provider";
import { OwnPassword } from "./own_password";
import { oneAccount } from "./queries";

export interface ChangeEmailProps {
  account: Account;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Another address: by who knows the password, once links to either have come back. */
export function ChangeEmail({ account, open, onOpenChange }: ChangeEmailProps) {
  const t = useText();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("account.email.change.title")}
      text={t("account.email.change.text", { email: account.email ?? "" })}
    >
      <ChangeEmailForm account={account} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function ChangeEmailForm({ account, onDone }: { account: Account; onDone: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const form = useForm<"username" | "new_email" | "password">(async ({ new_email, password }) => {
    await answer(api.POST("/auth/change-email", { body: { new_email, password } }));
    await client.invalidateQueries({ queryKey: oneAccount.key });
    onDone();
  });
  const taken = form.problem?.rule === "account.email_taken";
  const wrongEmail = taken ? t("problem.email_taken") : form.about("new_email");
  const wrongPassword = form.problem?.rule === "auth.failed";
  return (
    <form onSubmit={form.submit} noValidate className="flex flex-col gap-1">
      <Field label={t("account.email.new")} error={wrongEmail}>
        <TextInput
          name="new_email"
          type="email"
          autoComplete="email"
          required
          maxLength={254}
          autoFocus
          className="min-h-10"
        />
      </Field>
      <OwnPassword account={account} error={wrongPassword ? t("settings.password.wrong") : form.about("password")} />
      {form.text && !wrongEmail && !wrongPassword && <Banner tone="red">{form.text}</Banner>}
      <footer className="flex justify-end gap-2 pt-4">
        <Button onClick={onDone}>{t("common.cancel")}</Button>
        <Button type="submit" kind="primary" working={form.working}>
          {t("account.email.change.action")}
        </Button>
      </footer>
    </form>
  );
}
