import { useSuspenseQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { accountQuery } from "@/api/account";
import { answer, api } from "@/api/client";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Field } from "@/components/field";
import { PasswordInput } from "@/components/password_input";
import { useToast } from "@/components/toast";
import { useForm } from "@/features/sign_in/use_form";
import { useText } from "@/i18n/i18n_provider";
import { OwnPassword } from "./own_password";

/** Passwords are kept nowhere, so it is sent at once or not at all. */
export function PasswordForm() {
  const t = useText();
  const toast = useToast();
  const { data: account } = useSuspenseQuery(accountQuery);
  const place = useRef<HTMLFormElement>(null);
  const form = useForm<"username" | "old_password" | "password">(async ({ old_password, password }) => {
    await answer(api.POST("/auth/password", { body: { old_password, password } }));
    place.current?.reset();
    toast({ text: t("settings.password.changed"), tone: "green" });
  });
  const wrong = form.problem?.rule === "auth.failed";
  const weak = form.about("password");
  return (
    <form ref={place} onSubmit={form.submit} noValidate className="flex flex-col gap-2">
      <OwnPassword
        account={account}
        name="old_password"
        label={t("settings.password.old")}
        error={wrong ? t("settings.password.wrong") : form.about("old_password")}
      />
      <Field label={t("settings.password.new")} hint={t("sign_in.password.hint")} error={weak}>
        <PasswordInput
          name="password"
          autoComplete="new-password"
          required
          minLength={8}
          maxLength={200}
          className="min-h-10"
        />
      </Field>
      {form.text && !wrong && !weak && <Banner tone="red">{form.text}</Banner>}
      <footer className="flex justify-end pt-2">
        <Button type="submit" kind="primary" working={form.working}>
          {t("settings.password.change")}
        </Button>
      </footer>
    </form>
  );
}
