import { answer, api } from "@/api/client";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Field } from "@/components/field";
import { TextInput } from "@/components/text_input";
import { useToast } from "@/components/toast";
import { Code } from "@/features/identity/settings/code";
import { useForm } from "@/features/sign_in/use_form";
import { useText } from "@/i18n/i18n_provider";
import { QrCode } from "./qr_code";
import { useRenewed } from "./use_renewed";

export interface TotpSecret {
  secret: string;
  uri: string;
}

export function TotpForm({
  secret: { secret, uri },
  onDone,
}: {
  secret: TotpSecret;
  onDone: (codes: readonly string[] | undefined) => void;
}) {
  const t = useText();
  const toast = useToast();
  const renewed = useRenewed();
  const form = useForm<"code">(async ({ code }) => {
    const { recovery_codes } = await answer(api.POST("/auth/mfa/totp/confirm", { body: { code } }));
    await renewed();
    toast({ text: t("second_factor.app.done"), tone: "green" });
    onDone(recovery_codes ?? undefined);
  });
  const wrong = form.problem?.rule === "auth.second_factor_wrong";
  return (
    <form onSubmit={form.submit} noValidate className="flex flex-col gap-3">
      <QrCode text={uri} label={t("second_factor.app.qr")} />
      <Code text={secret} label={t("second_factor.app.secret")} />
      <Field
        label={t("second_factor.totp")}
        hint={t("second_factor.totp.hint")}
        error={wrong ? t("second_factor.wrong") : form.about("code")}
      >
        <TextInput
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          maxLength={20}
          autoFocus
          className="min-h-10 font-mono"
        />
      </Field>
      {form.text && !wrong && <Banner tone="red">{form.text}</Banner>}
      <footer className="flex justify-end gap-2">
        <Button onClick={() => onDone(undefined)}>{t("common.cancel")}</Button>
        <Button type="submit" kind="primary" working={form.working}>
          {t("second_factor.app.confirm")}
        </Button>
      </footer>
    </form>
  );
}
