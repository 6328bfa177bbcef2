import { answer, api } from "@/api/client";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { useForm } from "@/features/sign_in/use_form";
import { useText } from "@/i18n/i18n_provider";
import { Part } from "./part";
import { useRenewed } from "./use_renewed";

export function Codes({ left, onCodes }: { left: number; onCodes: (codes: readonly string[]) => void }) {
  const t = useText();
  const renewed = useRenewed();
  const form = useForm<never>(async () => {
    const { recovery_codes } = await answer(api.POST("/auth/mfa/recovery-codes"));
    onCodes(recovery_codes ?? []);
    await renewed();
  });
  return (
    <Part
      title={t("second_factor.codes")}
      text={`${t("second_factor.codes.text")} ${t("second_factor.codes.left", { count: left })}`}
    >
      <form onSubmit={form.submit} className="flex flex-col items-start gap-2">
        {form.text && <Banner tone="red">{form.text}</Banner>}
        <Button type="submit" working={form.working}>
          {t("second_factor.codes.make")}
        </Button>
      </form>
    </Part>
  );
}
