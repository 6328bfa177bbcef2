import { CopyButton } from "@/components/copy_button";
import { useText } from "@/i18n/i18n_provider";

/** A line for a program or a page, to be copied. */
export function Code({ text, label }: { text: string; label: string }) {
  const t = useText();
  return (
    <div className="flex items-start gap-1 rounded-control border border-line bg-ground py-1 pr-1 pl-3">
      <code dir="ltr" className="min-w-0 flex-1 py-2 font-mono text-meta break-all">
        {text}
      </code>
      <CopyButton text={text} label={t("common.copy", { text: label })} />
    </div>
  );
}
