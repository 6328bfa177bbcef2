import { answer, signInApi } from "@/api/client";
import { useText } from "@/i18n/i18n_provider";
import { useSignIn } from "../session_actions";
import { SignInFrame } from "../sign_in_frame";
import { FactorForm } from "./factor_form";

/** The password was right; now what else the account wants. */
export default function SecondStep({ token, methods, to }: { token: string; methods: readonly string[]; to?: string }) {
  const t = useText();
  const { signedIn } = useSignIn();
  return (
    <SignInFrame title={t("second_factor.title")} text={t("second_factor.text")}>
      <FactorForm
        methods={methods}
        challenge={() => answer(signInApi.POST("/auth/mfa/challenge", { body: { mfa_token: token } }))}
        send={async (shown) => {
          await answer(signInApi.POST("/auth/mfa", { body: { mfa_token: token, ...shown } }));
          await signedIn(to);
        }}
      />
    </SignInFrame>
  );
}
