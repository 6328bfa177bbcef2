import { ShieldCheck } from "lucide-react";
import { useMay } from "@/api/me_context";
import { Empty } from "@/components/empty";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { ErasuresPart } from "./erasures_part";
import { ExportsPart } from "./exports_part";
import { HoldsPart } from "./holds_part";
import { RetentionPart } from "./retention_part";

/** What the business does with what it knows about people. */
export function PrivacyPage() {
  const t = useText();
  useTitle(t("settings.to.privacy"));
  if (!useMay("customers_delete")) return <Empty alone icon={ShieldCheck} title={t("problem.forbidden")} />;
  return (
    <>
      <header>
        <h1 className="text-head font-semibold">{t("settings.to.privacy")}</h1>
        <p className="mt-1 max-w-measure text-body text-soft">{t("privacy.text")}</p>
      </header>
      <ExportsPart />
      <ErasuresPart />
      <HoldsPart />
      <RetentionPart />
    </>
  );
}
