import { Download } from "lucide-react";
import { useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { Badge } from "@/components/badge";
import { Button } from "@/components/button";
import { saveFile } from "@/components/save_file";
import { dateText } from "@/components/times";
import { useToast } from "@/components/toast";
import { useI18n, useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { type Export, exportFile } from "./queries";

/** How far an export is; its file, while it is there. */
export function ExportState({ of: one }: { of: Export }) {
  const formats = useI18n();
  const { t } = formats;
  const { status, progress, expires_at, download } = one;
  if (status === "running")
    return (
      <span className="flex items-center gap-2">
        <Progress {...progress} />
        <span className="text-meta text-faint tabular-nums">
          {progress.total > 0
            ? t("privacy.export.progress", { done: String(progress.done), total: String(progress.total) })
            : t("privacy.export.running")}
        </span>
      </span>
    );
  if (!download || !expires_at) return <Badge>{t("privacy.export.over")}</Badge>;
  return (
    <span className="flex flex-wrap items-center justify-end gap-3">
      <span className="text-meta text-faint">
        {t("privacy.export.until", { date: dateText(Date.parse(expires_at), Date.now(), formats) })}
      </span>
      <DownloadButton of={one} />
    </span>
  );
}

function Progress({ done, total }: Export["progress"]) {
  const t = useText();
  const percent = total > 0 ? Math.min(100, Math.round((done / total) * 100)) : 0;
  return (
    <span
      role="progressbar"
      aria-label={t("privacy.export.running")}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      tabIndex={-1}
      className="h-1.5 w-24 overflow-hidden rounded-full bg-press"
    >
      <span className="block h-full rounded-full bg-accent" style={{ width: `${percent}%` }} />
    </span>
  );
}

function DownloadButton({ of: { id } }: { of: Export }) {
  const t = useText();
  const textOf = useProblemText();
  const toast = useToast();
  const business = useBusinessId();
  const [working, setWorking] = useState(false);
  async function download() {
    setWorking(true);
    try {
      saveFile(`export-${id}.json`, await exportFile(business, id));
    } catch (error) {
      toast({ text: textOf(error), tone: "red" });
    } finally {
      setWorking(false);
    }
  }
  return (
    <Button icon={Download} working={working} onClick={() => void download()}>
      {t("privacy.export.download")}
    </Button>
  );
}
