import { Plus } from "lucide-react";
import type { Business } from "@/api/types";
import { Button } from "@/components/button";
import { Switch } from "@/components/switch";
import { useText } from "@/i18n/i18n_provider";
import { HolidayRow } from "./holiday_row";
import { IntervalRows } from "./interval_rows";
import { asTimes, days } from "./intervals";
import { SettingsForm } from "./settings_form";
import { type Settings, useSettingsEdit } from "./use_settings_edit";

type Hours = Settings["working_hours"];
const most_holidays = 400;

const asSent = ({ schedule, holidays, ...rest }: Partial<Hours>): Partial<Hours> => ({
  ...rest,
  ...(schedule && {
    schedule: Object.fromEntries(days.map((day) => [day, asTimes(schedule[day])])) as typeof schedule,
  }),
  ...(holidays && { holidays: holidays.map((one) => ({ ...one, name: one.name || null, hours: asTimes(one.hours) })) }),
});

/** When the business is there: each day of the week, and days that are different. */
export function HoursForm({ business, mayEdit }: { business: Business; mayEdit: boolean }) {
  const t = useText();
  const edit = useSettingsEdit<Hours>(
    business,
    ({ working_hours: { enabled, schedule, holidays } }) => ({ enabled, schedule, holidays }),
    (patch) => ({ working_hours: asSent(patch) }),
  );
  const { enabled, schedule, holidays } = edit.fields;
  const wrong = edit.problem?.errors[0]?.pointer ?? "";
  const aboutDay = days.find((day) => wrong.startsWith(`/working_hours/schedule/${day}`));
  const aboutHoliday = Number(/^\/working_hours\/holidays\/(\d+)/.exec(wrong)?.[1] ?? -1);
  const disabled = !mayEdit;
  return (
    <SettingsForm
      label={t("hours.week")}
      edit={edit}
      mayEdit={mayEdit}
      told={aboutDay !== undefined || aboutHoliday >= 0}
    >
      <Switch
        label={t("hours.enabled")}
        hint={t("hours.enabled.hint")}
        checked={enabled}
        disabled={disabled}
        onChange={(next) => edit.set("enabled", next)}
      />
      <div className="divide-y divide-line">
        {days.map((day) => (
          <IntervalRows
            key={day}
            of={t(`hours.day.${day}`)}
            intervals={schedule[day]}
            disabled={disabled}
            error={aboutDay === day ? t("hours.wrong") : undefined}
            onChange={(next) => edit.set("schedule", { ...schedule, [day]: next })}
          />
        ))}
      </div>
      <h3 className="pt-4 text-dense font-medium">{t("hours.holidays")}</h3>
      {holidays.map((holiday, at) => (
        <HolidayRow
          // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name than their place
          key={at}
          of={holiday}
          number={at + 1}
          disabled={disabled}
          error={aboutHoliday === at ? t("hours.holiday.wrong") : undefined}
          onChange={(next) =>
            edit.set(
              "holidays",
              next ? holidays.map((one, n) => (n === at ? next : one)) : holidays.filter((_, n) => n !== at),
            )
          }
        />
      ))}
      {mayEdit && (
        <Button
          icon={Plus}
          className="self-start"
          disabled={holidays.length >= most_holidays}
          onClick={() => edit.set("holidays", [...holidays, { date: "", name: "", hours: [] }])}
        >
          {t("hours.holiday.add")}
        </Button>
      )}
    </SettingsForm>
  );
}
