import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "@/api/client";
import { Button, buttonLook } from "@/components/button";
import { Field } from "@/components/field";
import { TextInput } from "@/components/text_input";
import { useText } from "@/i18n/i18n_provider";
import { SignInFrame } from "./sign_in_frame";
import { useForm } from "./use_form";

/** The same is said whether there is such an account or not. */
export function ForgotPasswordPage() {
  const t = useText();
  const [sentTo, setSentTo] = useState<string>();
  const form = useForm<"email">(async ({ email }) => {
    await answer(api.POST("/auth/forgot-password", { body: { email } }));
    setSentTo(email.trim());
  });
  if (sentTo !== undefined) {
    return (
      <SignInFrame title={t("account.forgot.sent")} text={t("account.forgot.sent.text", { email: sentTo })}>
        <p className="text-dense text-soft">{t("account.forgot.sent.more")}</p>
        <Link to="/sign-in" autoFocus className={buttonLook("plain", "large")}>
          {t("account.to_log_in")}
        </Link>
        <Button kind="quiet" size="large" onClick={() => setSentTo(undefined)}>
          {t("account.forgot.other")}
        </Button>
      </SignInFrame>
    );
  }
  return (
    <SignInFrame
      title={t("account.forgot.title")}
      text={t("account.forgot.text")}
      problem={form.text}
      foot={
        <Link to="/sign-in" className="font-medium text-accent-ink hover:underline">
          {t("account.to_log_in")}
        </Link>
      }
    >
      <form onSubmit={form.submit} noValidate className="flex flex-col gap-1">
        <Field label={t("sign_in.email")} error={form.about("email")}>
          <TextInput name="email" type="email" autoComplete="username" required autoFocus className="min-h-10" />
        </Field>
        <Button type="submit" kind="primary" size="large" working={form.working} className="mt-3">
          {t("account.forgot.action")}
        </Button>
      </form>
    </SignInFrame>
  );
}
