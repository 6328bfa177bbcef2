import { Check, ChevronRight, Copy } from "lucide-react";
import { useState } from "react";
import { useText } from "@/i18n/i18n_provider";
import type { Json } from "./differences";
import { Icon } from "./icon";
import { IconButton } from "./icon_button";

export interface JsonTreeProps {
  value: Json;
  label: string;
  /** How many levels are open at first. */
  open?: number;
}

/** A payload as it is, to be unfolded; what is not there yet is not drawn. */
export function JsonTree({ value, label, open = 2 }: JsonTreeProps) {
  const t = useText();
  const [copied, setCopied] = useState(false);
  async function copy() {
    await navigator.clipboard.writeText(JSON.stringify(value, null, 2));
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  }
  return (
    <section
      aria-label={label}
      className="relative rounded-control border border-line bg-ground p-2 pr-10 font-mono text-meta"
    >
      <span className="absolute top-1 right-1">
        <IconButton icon={copied ? Check : Copy} label={copied ? t("parts.copied") : t("parts.copy")} onClick={copy} />
      </span>
      <Node value={value} open={open} />
    </section>
  );
}

function Node({ name, value, open }: { name?: string; value: Json; open: number }) {
  const [unfolded, setUnfolded] = useState(open > 0);
  const key = name === undefined ? null : <span className="shrink-0 text-faint">{name}:</span>;
  if (typeof value !== "object" || value === null)
    return (
      <div className="flex min-h-6 items-start gap-2 py-1 pl-5">
        {key}
        <Leaf value={value} />
      </div>
    );
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  const [opening, closing] = isList ? "[]" : "{}";
  if (entries.length === 0)
    return (
      <div className="flex min-h-6 items-start gap-2 py-1 pl-5">
        {key}
        <span className="text-faint">{`${opening}${closing}`}</span>
      </div>
    );
  return (
    <div>
      <button
        type="button"
        aria-expanded={unfolded}
        onClick={() => setUnfolded(!unfolded)}
        className="group relative flex min-h-6 w-full items-center gap-1 rounded-control text-left after:absolute after:-inset-y-1 after:inset-x-0 hover:bg-hover"
      >
        <Icon of={ChevronRight} className="size-4 text-faint transition-transform group-aria-expanded:rotate-90" />
        {key}
        <span className="text-faint">{unfolded ? opening : `${opening} ${entries.length} ${closing}`}</span>
      </button>
      {unfolded && (
        <div className="ml-2 border-l border-line pl-2">
          {entries.map(([entry, inner]) => (
            <Node key={entry} name={entry} value={inner} open={open - 1} />
          ))}
        </div>
      )}
    </div>
  );
}

const most_letters = 400;

function Leaf({ value }: { value: null | boolean | number | string }) {
  const t = useText();
  const [whole, setWhole] = useState(false);
  if (typeof value !== "string") return <span className="font-medium text-ink tabular-nums">{String(value)}</span>;
  const long = value.length > most_letters && !whole;
  return (
    <span dir="auto" className="min-w-0 break-words whitespace-pre-wrap text-ink">
      “{long ? `${value.slice(0, most_letters)}…` : value}”
      {long && (
        <button
          type="button"
          onClick={() => setWhole(true)}
          className="relative ml-2 text-accent-ink underline after:absolute after:-inset-2"
        >
          {t("common.more")}
        </button>
      )}
    </span>
  );
}
