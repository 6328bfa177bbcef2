import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { tellTabs } from "@/api/browser_session";
import { answer, api } from "@/api/client";
import { Button, buttonLook } from "@/components/button";
import { Field } from "@/components/field";
import { PasswordInput } from "@/components/password_input";
import { useText } from "@/i18n/i18n_provider";
import { linkToken } from "./link_token";
import { SignInFrame } from "./sign_in_frame";
import { useForm } from "./use_form";

/** Whoever has the link chooses another password, without the old one. */
export function ResetPasswordPage() {
  const t = useText();
  const [token] = useState(linkToken);
  const [done, setDone] = useState(false);
  const form = useForm<"new_password">(async ({ new_password }) => {
    await answer(api.POST("/auth/reset-password", { body: { token: token ?? "", new_password } }));
    setDone(true);
    tellTabs("signed_out"); // this browser, too, if it was the same account
  });
  const useless = form.problem?.rule === "account.link_over" || form.problem?.rule === "account.link_invalid";

  if (done) {
    return (
      <SignInFrame title={t("account.reset.done")} text={t("account.reset.done.text")}>
        <Link to="/sign-in" autoFocus className={buttonLook("primary", "large")}>
          {t("sign_in.log_in")}
        </Link>
      </SignInFrame>
    );
  }
  if (token === undefined || useless) {
    return (
      <SignInFrame
        title={t("account.link.useless")}
        text={token === undefined ? t("account.link.none") : (form.text ?? "")}
      >
        <Link to="/forgot-password" autoFocus className={buttonLook("primary", "large")}>
          {t("account.link.another")}
        </Link>
      </SignInFrame>
    );
  }
  return (
    <SignInFrame title={t("account.reset.title")} text={t("account.reset.text")} problem={form.text}>
      <form onSubmit={form.submit} noValidate className="flex flex-col gap-1">
        <Field label={t("settings.password.new")} hint={t("sign_in.password.hint")} error={form.about("new_password")}>
          <PasswordInput
            name="new_password"
            autoComplete="new-password"
            required
            minLength={8}
            maxLength={200}
            autoFocus
            className="min-h-10"
          />
        </Field>
        <Button type="submit" kind="primary" size="large" working={form.working} className="mt-3">
          {t("account.reset.action")}
        </Button>
      </form>
    </SignInFrame>
  );
}
