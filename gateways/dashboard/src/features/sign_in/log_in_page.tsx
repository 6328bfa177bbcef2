import { getRouteApi, Link, useLocation } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Problem } from "@/api/problem";
import { Button } from "@/components/button";
import { Field } from "@/components/field";
import { TextInput } from "@/components/text_input";
import { useText } from "@/i18n/i18n_provider";
import { fetchFarTexts } from "@/i18n/language";
import { useInvited } from "./invited";
import { Providers } from "./offered_providers";
import { type FactorWanted, useSignIn } from "./session_actions";
import { SignInFrame } from "./sign_in_frame";
import { useForm } from "./use_form";

const route = getRouteApi("/sign-in");
const SecondStep = lazy(async () => (await Promise.all([import("./second_factor/second_step"), fetchFarTexts()]))[0]);

const CameBack = lazy(async () => (await Promise.all([import("./providers/came_back"), fetchFarTexts()]))[0]);

/** infra/run prints an address that fills in the demo's log-in: behind the #, which is sent nowhere. */
function filledIn(hash: string) {
  const given = new URLSearchParams(hash);
  return { email: given.get("email") ?? "", password: given.get("password") ?? "" };
}

export function LogInPage() {
  const t = useText();
  const { to } = route.useSearch();
  const { hash } = useLocation();
  const [{ email, password }] = useState(filledIn(hash));
  /** What came of signing in elsewhere, as it stands behind the #; then, in words, why it came to nothing. */
  const [back, setBack] = useState(/^(signed_in|mfa_token=|problem=)/.test(hash) && hash);
  const [refused, setRefused] = useState<string>();
  const { logIn, reactivate, signedIn } = useSignIn();
  const { invited, text } = useInvited(to);
  const [wanted, setWanted] = useState<FactorWanted>();
  /** The account is deactivated, and its person is here: they are asked whether it is to be active again. */
  const [asleep, setAsleep] = useState(false);
  const form = useForm<"email" | "password">(async (input) => {
    try {
      setWanted(await (asleep ? reactivate : logIn)(input, to));
    } catch (error) {
      setAsleep(error instanceof Problem && error.rule === "account.deactivated");
      throw error;
    }
  });
  const passkey = useForm<never>(async () => {
    const { logInWithPasskey } = await import("./second_factor/passkey_alone");
    if (await logInWithPasskey()) await signedIn(to);
  });
  if (back)
    return (
      <Suspense>
        <CameBack
          hash={back}
          to={to}
          onEnd={(factor, why) => {
            setWanted(factor);
            setRefused(why);
            setBack(false);
          }}
        />
      </Suspense>
    );
  if (wanted)
    return (
      <Suspense>
        <SecondStep token={wanted.mfa_token} methods={wanted.methods} {...(to ? { to } : {})} />
      </Suspense>
    );
  return (
    <SignInFrame
      title={t("sign_in.log_in.title")}
      text={invited ? text : undefined}
      problem={form.problem?.rule === "auth.failed" ? t("sign_in.failed") : (form.text ?? passkey.text ?? refused)}
      foot={
        <>
          {t("sign_in.no_account")}{" "}
          <Link to="/sign-up" search={to ? { to } : {}} className="font-medium text-accent-ink hover:underline">
            {t("sign_in.sign_up")}
          </Link>
        </>
      }
    >
      <form onSubmit={form.submit} onChange={() => setAsleep(false)} noValidate className="flex flex-col gap-1">
        <Field label={t("sign_in.email")} error={form.about("email")}>
          <TextInput
            name="email"
            type="email"
            autoComplete="username"
            required
            autoFocus={!email}
            defaultValue={email}
            className="min-h-10"
          />
        </Field>
        <Field label={t("sign_in.password")} error={form.about("password")}>
          <TextInput
            name="password"
            type="password"
            autoComplete="current-password"
            required
            defaultValue={password}
            className="min-h-10"
          />
        </Field>
        <Button type="submit" kind="primary" size="large" working={form.working} autoFocus={Boolean(email)}>
          {t(asleep ? "sign_in.reactivate" : "sign_in.log_in")}
        </Button>
      </form>
      <form onSubmit={passkey.submit} className="flex flex-col">
        <Button type="submit" icon={KeyRound} size="large" working={passkey.working}>
          {t("sign_in.passkey")}
        </Button>
      </form>
      <Providers to={to} />
      <Link to="/forgot-password" className="self-start py-1.5 text-dense text-accent-ink hover:underline">
        {t("sign_in.forgot")}
      </Link>
    </SignInFrame>
  );
}
