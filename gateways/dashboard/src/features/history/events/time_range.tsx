import { Clock, X } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/button";
import { Field } from "@/components/field";
import { IconButton } from "@/components/icon_button";
import { Popover } from "@/components/popover";
import { clockTime, dateText } from "@/components/times";
import { useI18n } from "@/i18n/i18n_provider";
import { MomentField } from "../as_of/moment_field";
import { momentIn, writtenIn } from "../as_of/zoned";

export interface Range {
  since?: string | undefined;
  until?: string | undefined;
}

const minute_ms = 60_000;
const day_ms = 24 * 60 * minute_ms;

/** From when until when: one of the usual lengths, or by date and time. */
export function TimeRange({ range, onRange }: { range: Range; onRange: (range: Range) => void }) {
  const { t } = useI18n();
  const said = useSaid(range);
  const [open, setOpen] = useState(false);
  const take = (next: Range) => {
    setOpen(false);
    onRange(next);
  };
  return (
    <span className="inline-flex items-center">
      <Popover
        label={t("history.when")}
        open={open}
        onOpenChange={setOpen}
        trigger={
          <Button kind={said ? "plain" : "quiet"} icon={Clock}>
            {said ?? t("history.when.any")}
          </Button>
        }
      >
        <Choices range={range} onRange={take} />
      </Popover>
      {said && <IconButton icon={X} label={t("parts.remove", { name: t("history.when") })} onClick={() => take({})} />}
    </span>
  );
}

function Choices({ range, onRange }: { range: Range; onRange: (range: Range) => void }) {
  const { t, timeZone } = useI18n();
  const ms = (at: string | undefined) => (at === undefined ? undefined : Date.parse(at));
  const [since, setSince] = useState(ms(range.since));
  const [until, setUntil] = useState(ms(range.until));
  const wrong = since !== undefined && until !== undefined && since >= until;
  const given = (at_ms: number | undefined) => (at_ms === undefined ? undefined : new Date(at_ms).toISOString());
  const usual = [
    ["history.when.hour", () => Date.now() - 60 * minute_ms],
    ["history.when.today", () => startOfDay(timeZone)],
    ["history.when.week", () => Date.now() - 7 * day_ms],
    ["history.when.month", () => Date.now() - 30 * day_ms],
  ] as const;
  return (
    <div className="flex flex-col gap-2">
      <div className="grid grid-cols-2 gap-1">
        {usual.map(([text, from]) => (
          <Button key={text} onClick={() => onRange({ since: given(wholeMinute(from())) })}>
            {t(text)}
          </Button>
        ))}
      </div>
      <form
        className="flex flex-col border-t border-line pt-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (!wrong) onRange({ since: given(since), until: given(until) });
        }}
      >
        <Field label={t("history.when.from_field")} {...(wrong ? { error: t("history.when.wrong") } : {})}>
          <MomentField at_ms={since} onChange={setSince} />
        </Field>
        <Field
          label={t("history.when.to_field")}
          hint={t("history.when.zone", { zone: timeZone.replaceAll("_", " ") })}
        >
          <MomentField at_ms={until} onChange={setUntil} />
        </Field>
        <Button type="submit" kind="primary" disabled={wrong} className="mt-2 self-end">
          {t("history.when.apply")}
        </Button>
      </form>
    </div>
  );
}

/** So that what one comes back to is what was asked before. */
const wholeMinute = (at_ms: number) => Math.floor(at_ms / minute_ms) * minute_ms;

function startOfDay(timeZone: string) {
  const now = Date.now();
  return momentIn(timeZone, `${writtenIn(timeZone, now).slice(0, 10)}T00:00:00`) ?? now;
}

function useSaid({ since, until }: Range): string | undefined {
  const formats = useI18n();
  const { t } = formats;
  const at = (time: string) => {
    const ms = Date.parse(time);
    return `${dateText(ms, Date.now(), formats)} ${clockTime(ms, formats)}`;
  };
  if (since && until) return t("history.when.between", { since: at(since), until: at(until) });
  if (since) return t("history.when.since", { since: at(since) });
  return until ? t("history.when.until", { until: at(until) }) : undefined;
}
