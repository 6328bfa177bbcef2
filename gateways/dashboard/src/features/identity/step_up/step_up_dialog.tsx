import { useQuery } from "@tanstack/react-query";
import { accountQuery } from "@/api/account";
import { answer, api } from "@/api/client";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { SkeletonRows } from "@/components/skeleton";
import { OwnPassword } from "@/features/identity/settings/own_password";
import { FactorForm } from "@/features/sign_in/second_factor/factor_form";
import { useLogOut } from "@/features/sign_in/session_actions";
import { useForm } from "@/features/sign_in/use_form";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";

/** Before what is dangerous: by the strongest means that the account has. */
export default function StepUpDialog({ onEnd }: { onEnd: (shown: boolean) => void }) {
  const t = useText();
  const textOf = useProblemText();
  const { data: has, error } = useQuery({
    queryKey: ["second_factor", "step_up"],
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const [{ methods }, { has_password }] = await Promise.all([
        answer(api.GET("/auth/mfa", { signal })),
        answer(api.GET("/auth/identities", { signal })),
      ]);
      return { methods, has_password };
    },
  });
  return (
    <Dialog
      open
      onOpenChange={(still) => still || onEnd(false)}
      title={t("second_factor.step_up")}
      text={t("second_factor.step_up.text")}
    >
      {error ? (
        <Banner tone="red">{textOf(error)}</Banner>
      ) : !has ? (
        <SkeletonRows rows={1} label={t("common.loading")} />
      ) : has.methods.length > 0 ? (
        <FactorForm
          methods={has.methods}
          challenge={() => answer(api.POST("/auth/step-up/challenge"))}
          send={async (shown) => {
            await answer(api.POST("/auth/step-up", { body: shown }));
            onEnd(true);
          }}
        />
      ) : has.has_password ? (
        <PasswordAgain onEnd={onEnd} />
      ) : (
        <LogInAgain />
      )}
    </Dialog>
  );
}

/** There is nothing else that an account shows which only a provider knows: whoever has just logged in is known. */
function LogInAgain() {
  const t = useText();
  const logOut = useLogOut();
  return (
    <div className="flex flex-col gap-4">
      <p className="text-body text-soft">{t("providers.step_up")}</p>
      <Button kind="primary" className="self-end" onClick={() => void logOut(location.pathname)}>
        {t("providers.other.action")}
      </Button>
    </div>
  );
}

function PasswordAgain({ onEnd }: { onEnd: (shown: boolean) => void }) {
  const t = useText();
  const { data: account } = useQuery(accountQuery);
  const form = useForm<"username" | "password">(async ({ password }) => {
    await answer(api.POST("/auth/step-up", { body: { password } }));
    onEnd(true);
  });
  const wrong = form.problem?.rule === "auth.failed";
  return (
    <form onSubmit={form.submit} noValidate className="flex flex-col gap-1">
      <OwnPassword account={account} error={wrong ? t("settings.password.wrong") : form.about("password")} />
      {form.text && !wrong && <Banner tone="red">{form.text}</Banner>}
      <footer className="flex justify-end gap-2 pt-2">
        <Button onClick={() => onEnd(false)}>{t("common.cancel")}</Button>
        <Button type="submit" kind="primary" working={form.working}>
          {t("second_factor.go_on")}
        </Button>
      </footer>
    </form>
  );
}
