import type { Business } from "@/api/types";
import { Field } from "@/components/field";
import { Select } from "@/components/select";
import { Switch } from "@/components/switch";
import { useText } from "@/i18n/i18n_provider";
import { SettingsForm } from "./settings_form";
import { type Settings, useSettingsEdit } from "./use_settings_edit";

interface FormProps {
  business: Business;
  mayEdit: boolean;
}
const ways = ["round_robin", "balanced"] as const;

/** Who gets what nobody has taken. */
export function AssignmentForm({ business, mayEdit }: FormProps) {
  const t = useText();
  const edit = useSettingsEdit<Settings["auto_assignment"]>(
    business,
    ({ auto_assignment }) => auto_assignment,
    (auto_assignment) => ({ auto_assignment }),
  );
  const { enabled, type, fallback_to_ai } = edit.fields;
  return (
    <SettingsForm label={t("hours.assignment")} edit={edit} mayEdit={mayEdit}>
      <Switch
        label={t("hours.assignment.enabled")}
        checked={enabled}
        disabled={!mayEdit}
        onChange={(next) => edit.set("enabled", next)}
      />
      <Field label={t("hours.assignment.type")} hint={t(`hours.assignment.${type}.is`)}>
        <Select
          value={type}
          disabled={!mayEdit}
          onChange={(next) => edit.set("type", next)}
          options={ways.map((value) => ({ value, label: t(`hours.assignment.${value}`) }))}
        />
      </Field>
      <Switch
        label={t("hours.assignment.fallback")}
        checked={fallback_to_ai}
        disabled={!mayEdit}
        onChange={(next) => edit.set("fallback_to_ai", next)}
      />
    </SettingsForm>
  );
}

/** How members hear of what is new, unless they have said otherwise. */
export function NotificationsForm({ business, mayEdit }: FormProps) {
  const t = useText();
  const edit = useSettingsEdit<Settings["notifications"]>(
    business,
    ({ notifications }) => notifications,
    (notifications) => ({ notifications }),
  );
  return (
    <SettingsForm label={t("hours.notifications")} edit={edit} mayEdit={mayEdit}>
      {(["email", "desktop", "sound"] as const).map((way) => (
        <Switch
          key={way}
          label={t(`hours.notifications.${way}`)}
          checked={edit.fields[way]}
          disabled={!mayEdit}
          onChange={(next) => edit.set(way, next)}
        />
      ))}
    </SettingsForm>
  );
}
