import { Minus, Plus } from "lucide-react";
import { useText } from "@/i18n/i18n_provider";
import { type Difference, differences, type Json, wordDifferences } from "./differences";
import { Icon } from "./icon";

export interface DiffProps {
  before: Json | undefined;
  after: Json | undefined;
  label: string;
  /** What a field is called; its path otherwise. */
  nameOf?: (path: string) => string;
}

/** What differs between two states, field by field; within texts, word by word. */
export function Diff({ before, after, label, nameOf = (path) => path }: DiffProps) {
  const t = useText();
  const found = differences(before, after);
  if (found.length === 0) return <p className="text-dense text-faint">{t("parts.diff.nothing")}</p>;
  return (
    <dl
      aria-label={label}
      className="divide-y divide-line overflow-hidden rounded-control border border-line text-dense"
    >
      {found.map((one) => (
        <div key={one.path} className="flex flex-col gap-1 p-2 sm:flex-row sm:gap-3">
          <dt className="shrink-0 pt-0.5 font-mono text-meta break-all text-faint sm:w-40">{nameOf(one.path)}</dt>
          <dd className="min-w-0 flex-1">
            <Change of={one} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const removed = "rounded-control px-0.5 bg-red-tint text-red-ink line-through decoration-red-line";
const added = "rounded-control px-0.5 bg-green-tint text-green-ink no-underline";

function Change({ of: { before, after } }: { of: Difference }) {
  const t = useText();
  if (typeof before === "string" && typeof after === "string" && (before + after).includes(" "))
    return (
      <p dir="auto" className="whitespace-pre-wrap">
        {wordDifferences(before, after).map((piece, at) => {
          const key = `${at}${piece.kind}`;
          if (piece.kind === "removed")
            return (
              <del key={key} className={removed}>
                {piece.text}
              </del>
            );
          if (piece.kind === "added")
            return (
              <ins key={key} className={added}>
                {piece.text}
              </ins>
            );
          return <span key={key}>{piece.text}</span>;
        })}
      </p>
    );
  return (
    <>
      {before !== undefined && <Line kind="removed" label={t("parts.diff.before")} value={before} />}
      {after !== undefined && <Line kind="added" label={t("parts.diff.after")} value={after} />}
    </>
  );
}

function Line({ kind, label, value }: { kind: "removed" | "added"; label: string; value: Json }) {
  const Mark = kind === "removed" ? "del" : "ins";
  return (
    <p className="flex items-start gap-2">
      <Icon
        of={kind === "removed" ? Minus : Plus}
        className={`mt-1 ${kind === "removed" ? "text-red-ink" : "text-green-ink"}`}
      />
      <span className="sr-only">{label}</span>
      <Mark dir="auto" className={`min-w-0 break-words ${kind === "removed" ? removed : added}`}>
        {typeof value === "string" ? value || "“”" : JSON.stringify(value)}
      </Mark>
    </p>
  );
}
