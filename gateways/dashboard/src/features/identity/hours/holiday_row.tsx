import { Trash2 } from "lucide-react";
import { IconButton } from "@/components/icon_button";
import { TextInput } from "@/components/text_input";
import { useText } from "@/i18n/i18n_provider";
import { IntervalRows } from "./interval_rows";
import type { Settings } from "./use_settings_edit";

type Holiday = Settings["working_hours"]["holidays"][number];

export interface HolidayRowProps {
  of: Holiday;
  number: number;
  disabled: boolean;
  error?: string | undefined;
  /** None: it goes. */
  onChange: (next: Holiday | undefined) => void;
}

/** A day that is not like its weekday: which, what it is called, and the hours of it. */
export function HolidayRow({ of: holiday, number, disabled, error, onChange }: HolidayRowProps) {
  const t = useText();
  const name = t("hours.holiday", { number: String(number) });
  return (
    <div className="border-b border-line pb-2">
      <div className="flex flex-wrap items-center gap-2">
        <span className="w-40">
          <TextInput
            type="date"
            value={holiday.date}
            aria-label={`${name}: ${t("hours.holiday.date")}`}
            aria-invalid={error ? true : undefined}
            disabled={disabled}
            onChange={({ target }) => onChange({ ...holiday, date: target.value })}
          />
        </span>
        <span className="min-w-0 flex-1 basis-32">
          <TextInput
            value={holiday.name ?? ""}
            dir="auto"
            maxLength={100}
            autoComplete="off"
            placeholder={t("hours.holiday.name")}
            aria-label={`${name}: ${t("hours.holiday.name")}`}
            disabled={disabled}
            onChange={({ target }) => onChange({ ...holiday, name: target.value })}
          />
        </span>
        {!disabled && (
          <IconButton icon={Trash2} label={t("hours.holiday.remove", { name })} onClick={() => onChange(undefined)} />
        )}
      </div>
      <IntervalRows
        of={name}
        intervals={holiday.hours}
        disabled={disabled}
        error={error}
        onChange={(hours) => onChange({ ...holiday, hours })}
      />
    </div>
  );
}
