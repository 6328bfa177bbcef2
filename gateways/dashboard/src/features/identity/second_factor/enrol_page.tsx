import { Button } from "@/components/button";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { useOne } from "@/lists/use_one";
import { secondFactors } from "./queries";
import { SecondFactor } from "./second_factor";

/** In place of a business that asks its members for a second factor, of who has none. */
export default function EnrolPage({ onDone }: { onDone: () => void }) {
  const t = useText();
  const { row: has } = useOne(secondFactors);
  useTitle(t("second_factor.group"));
  return (
    <main className="grid min-h-dvh place-items-center bg-ground p-4 text-ink">
      <div className="flex w-full max-w-form flex-col gap-6">
        <header>
          <h1 className="text-head font-semibold">{t("second_factor.group")}</h1>
          <p className="mt-1 text-body text-soft">{t("second_factor.required")}</p>
        </header>
        <SecondFactor />
        <Button kind="primary" size="large" disabled={!has?.methods.length} onClick={onDone}>
          {t("second_factor.go_on")}
        </Button>
      </div>
    </main>
  );
}
