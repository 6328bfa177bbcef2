import { getRouteApi, Link } from "@tanstack/react-router";
import { Button } from "@/components/button";
import { Field } from "@/components/field";
import { PasswordInput } from "@/components/password_input";
import { TextInput } from "@/components/text_input";
import { useText } from "@/i18n/i18n_provider";
import { useInvited } from "./invited";
import { Providers } from "./offered_providers";
import { useSignIn } from "./session_actions";
import { SignInFrame } from "./sign_in_frame";
import { useForm } from "./use_form";

const route = getRouteApi("/sign-up");

export function SignUpPage() {
  const t = useText();
  const { to } = route.useSearch();
  const { signUp } = useSignIn();
  const { invited, email, text } = useInvited(to);
  const form = useForm<"name" | "email" | "password">((input) => signUp(input, to));
  const taken = form.problem?.rule === "account.email_taken" ? t("sign_in.taken") : undefined;
  return (
    <SignInFrame
      title={t("sign_in.sign_up.title")}
      text={invited ? text : undefined}
      problem={taken ? undefined : form.text}
      foot={
        <>
          {t("sign_in.have_account")}{" "}
          <Link to="/sign-in" search={to ? { to } : {}} className="font-medium text-accent-ink hover:underline">
            {t("sign_in.log_in")}
          </Link>
        </>
      }
    >
      <form onSubmit={form.submit} noValidate className="flex flex-col gap-1">
        <Field label={t("sign_in.name")} error={form.about("name")}>
          <TextInput name="name" autoComplete="name" required maxLength={100} autoFocus className="min-h-10" />
        </Field>
        <Field label={t("sign_in.email")} error={taken ?? form.about("email")}>
          <TextInput
            key={email}
            name="email"
            type="email"
            autoComplete="username"
            required
            maxLength={254}
            defaultValue={email}
            className="min-h-10"
          />
        </Field>
        <Field label={t("sign_in.password")} hint={t("sign_in.password.hint")} error={form.about("password")}>
          <PasswordInput
            name="password"
            autoComplete="new-password"
            required
            minLength={8}
            maxLength={200}
            className="min-h-10"
          />
        </Field>
        <Button type="submit" kind="primary" size="large" working={form.working} className="mt-3">
          {t("sign_in.sign_up")}
        </Button>
      </form>
      <Providers to={to} />
    </SignInFrame>
  );
}
