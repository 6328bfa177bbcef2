import { useMemo, useState } from "react";
import { Combobox } from "@/components/combobox";
import { DateTime } from "@/components/date_time";
import { Field } from "@/components/field";
import { useI18n } from "@/i18n/i18n_provider";
import { ownTimeZone, timeZones } from "@/i18n/time_zone";

const own = "own";
const most_shown = 50;

const spoken = (zone: string) => zone.replaceAll("_", " ");
const plain = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/** In which time zone times are told: that of the device, or one of all there are. */
export function TimeZoneField() {
  const { t, chosenZone, chooseZone } = useI18n();
  const [asked, setAsked] = useState(false);
  const [words, setWords] = useState("");
  const zones = useMemo(() => (asked ? timeZones(Date.now()) : []), [asked]);
  const device = { value: own, label: t("settings.time_zone.device", { zone: spoken(ownTimeZone()) }) };
  const found = zones
    .filter(({ name, offset }) => plain(`${spoken(name)} ${offset}`).includes(plain(words.trim())))
    .slice(0, most_shown)
    .map(({ name, offset }) => ({ value: name, label: spoken(name), detail: offset }));
  const chosen =
    chosenZone && !found.some(({ value }) => value === chosenZone)
      ? [{ value: chosenZone, label: spoken(chosenZone) }]
      : [];
  return (
    <Field
      label={t("settings.time_zone")}
      hint={
        <>
          {t("settings.time_zone.now")} <DateTime at={new Date().toISOString()} as="time" />
        </>
      }
    >
      <Combobox
        label={t("settings.time_zone")}
        placeholder={t("settings.time_zone.find")}
        options={[device, ...chosen, ...found]}
        values={[chosenZone ?? own]}
        onChange={([zone]) => chooseZone(zone === own ? undefined : zone)}
        onSearch={setWords}
        onOpenChange={(open) => {
          if (open) setAsked(true);
          setWords("");
        }}
      />
    </Field>
  );
}
