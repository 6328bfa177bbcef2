import { Plus, X } from "lucide-react";
import { IconButton } from "@/components/icon_button";
import { TextInput } from "@/components/text_input";
import { useText } from "@/i18n/i18n_provider";
import { type Interval, nextAfter } from "./intervals";

const most = 12;

export interface IntervalRowsProps {
  /** Of which day they are. */
  of: string;
  intervals: readonly Interval[];
  onChange: (intervals: Interval[]) => void;
  disabled: boolean;
  error?: string | undefined;
}

/** The hours of a day: none, one, or several with a pause between. */
export function IntervalRows({ of, intervals, onChange, disabled, error }: IntervalRowsProps) {
  const t = useText();
  const put = (at: number, change: Partial<Interval>) =>
    onChange(intervals.map((one, n) => (n === at ? { ...one, ...change } : one)));
  return (
    <fieldset className="flex flex-wrap items-start gap-x-4 gap-y-1 py-1.5">
      <legend className="sr-only">{of}</legend>
      <span aria-hidden className="w-28 shrink-0 py-1.5 text-dense font-medium">
        {of}
      </span>
      <div className="flex min-w-0 flex-1 basis-60 flex-col gap-1">
        {intervals.length === 0 && <span className="py-1.5 text-dense text-faint">{t("hours.closed")}</span>}
        {intervals.map(({ start, end }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name than their place
          <div key={at} className="flex items-center gap-2">
            {(["start", "end"] as const).map((edge) => (
              <span key={edge} className="w-20">
                <TextInput
                  value={edge === "start" ? start : end}
                  onChange={({ target }) => put(at, { [edge]: target.value })}
                  aria-label={t(edge === "start" ? "hours.from" : "hours.to", { day: of, number: String(at + 1) })}
                  aria-invalid={error ? true : undefined}
                  autoComplete="off"
                  maxLength={5}
                  disabled={disabled}
                />
              </span>
            ))}
            {!disabled && (
              <IconButton
                icon={X}
                label={t("hours.remove", { day: of, number: String(at + 1) })}
                onClick={() => onChange(intervals.filter((_, n) => n !== at))}
              />
            )}
          </div>
        ))}
        {error && (
          <p role="alert" className="text-meta text-red-ink">
            {error}
          </p>
        )}
      </div>
      {!disabled && (
        <IconButton
          icon={Plus}
          label={t("hours.add", { day: of })}
          disabled={intervals.length >= most}
          onClick={() => onChange([...intervals, nextAfter(intervals)])}
        />
      )}
    </fieldset>
  );
}
