import { Download } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { Menu } from "@/components/menu";
import { saveFile } from "@/components/save_file";
import { Spinner } from "@/components/spinner";
import { useToast } from "@/components/toast";
import { useMemberNames } from "@/features/inbox/thread/use_member_names";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { whoName } from "../words";
import { everyEntry } from "./every_entry";
import { csvOf, type Format, jsonOf } from "./export";
import type { AuditFilters } from "./search";

const types: Record<Format, string> = { csv: "text/csv", json: "application/json" };
const formats = ["csv", "json"] as const;

/** Writes all that the list is narrowed to, not only what of it has been scrolled to, into a file. */
export function ExportMenu({ filters }: { filters: AuditFilters }) {
  const t = useText();
  const { export: run, cancel, count, error, working } = useExport(filters);
  const textOf = useProblemText();
  return (
    <>
      <Menu
        align="end"
        trigger={<Button icon={Download}>{t("audit.export")}</Button>}
        entries={formats.map((format) => ({ label: t(`audit.export.${format}`), onSelect: () => void run(format) }))}
      />
      <Dialog
        open={working || error !== undefined}
        onOpenChange={(open) => open || cancel()}
        title={t("audit.export.title")}
        text={t("audit.export.text")}
        footer={<Button onClick={cancel}>{t(error ? "parts.close" : "common.cancel")}</Button>}
      >
        {error === undefined ? (
          <p role="status" className="flex items-center gap-2 text-body tabular-nums">
            <Spinner />
            {t("audit.export.count", { count })}
          </p>
        ) : (
          <Banner tone="red">{textOf(error)}</Banner>
        )}
      </Dialog>
    </>
  );
}

function useExport(filters: AuditFilters) {
  const t = useText();
  const business = useBusinessId();
  const toast = useToast();
  const nameOf = useMemberNames();
  const under_way = useRef<AbortController>(undefined);
  const [count, setCount] = useState(0);
  const [error, setError] = useState<unknown>();
  const [working, setWorking] = useState(false);
  useEffect(() => () => under_way.current?.abort(), []);

  function cancel() {
    under_way.current?.abort();
    setWorking(false);
    setError(undefined);
  }

  async function run(format: Format) {
    const abort = new AbortController();
    under_way.current = abort;
    setCount(0);
    setError(undefined);
    setWorking(true);
    try {
      const entries = await everyEntry(business, filters, abort.signal, setCount);
      const named = entries.map((entry) => ({ ...entry, by_name: whoName(t, entry.by, nameOf) }));
      const text = format === "csv" ? csvOf(named) : jsonOf(named);
      saveFile(fileName(format), new Blob([text], { type: types[format] }));
      toast({ text: t("audit.export.done", { count: entries.length }) });
    } catch (problem) {
      if (!abort.signal.aborted) setError(problem);
    } finally {
      if (!abort.signal.aborted) setWorking(false);
    }
  }
  return { export: run, cancel, count, error, working };
}

const fileName = (format: Format) => `audit-${new Date().toISOString().slice(0, 10)}.${format}`;
