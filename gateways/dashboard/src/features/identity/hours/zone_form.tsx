import { useMemo, useState } from "react";
import type { Business } from "@/api/types";
import { Combobox } from "@/components/combobox";
import { Field } from "@/components/field";
import { useText } from "@/i18n/i18n_provider";
import { timeZones } from "@/i18n/time_zone";
import { SettingsForm } from "./settings_form";
import { useSettingsEdit } from "./use_settings_edit";

const most_shown = 50;
const spoken = (zone: string) => zone.replaceAll("_", " ");

/** By whose clock the hours of the business are. */
export function ZoneForm({ business, mayEdit }: { business: Business; mayEdit: boolean }) {
  const t = useText();
  const [words, setWords] = useState("");
  const zones = useMemo(() => timeZones(Date.now()), []);
  const edit = useSettingsEdit(
    business,
    ({ timezone }) => ({ timezone }),
    (patch) => patch,
  );
  const { timezone } = edit.fields;
  const wanted = words.trim().toLocaleLowerCase();
  const found = zones
    .filter(({ name, offset }) => `${spoken(name)} ${offset}`.toLocaleLowerCase().includes(wanted))
    .slice(0, most_shown)
    .map(({ name, offset }) => ({ value: name, label: spoken(name), detail: offset }));
  const chosen = found.some(({ value }) => value === timezone) ? [] : [{ value: timezone, label: spoken(timezone) }];
  const error = edit.problem?.about("/timezone");
  if (!mayEdit) return <p className="text-dense">{spoken(timezone)}</p>;
  return (
    <SettingsForm label={t("settings.time_zone")} edit={edit} mayEdit={mayEdit} told={error !== undefined}>
      <Field label={t("settings.time_zone")} {...(error ? { error } : {})}>
        <Combobox
          label={t("settings.time_zone")}
          placeholder={t("settings.time_zone.find")}
          options={[...chosen, ...found]}
          values={[timezone]}
          onChange={([zone]) => zone && edit.set("timezone", zone)}
          onSearch={setWords}
          onOpenChange={() => setWords("")}
        />
      </Field>
    </SettingsForm>
  );
}
