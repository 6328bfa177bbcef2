import { Monitor, Moon, Sun } from "lucide-react";
import { Field } from "@/components/field";
import { Segmented } from "@/components/segmented";
import { Select } from "@/components/select";
import { AlertSwitches } from "@/features/inbox/alerts/alert_switches";
import { type Theme, useTheme } from "@/features/shell/theme";
import { useI18n } from "@/i18n/i18n_provider";
import { type Language, languages } from "@/i18n/language";
import { Group } from "./group";
import { TimeZoneField } from "./time_zone_field";

const themes = { system: Monitor, light: Sun, dark: Moon };

/** How this browser looks and speaks; it acts at once. */
export function Preferences() {
  const { t, language, choose } = useI18n();
  const { theme, choose: chooseTheme } = useTheme();
  return (
    <>
      <Group title={t("settings.device")} text={t("settings.device.text")}>
        <div className="flex flex-col gap-2">
          <Field label={t("shell.language")}>
            <Select
              value={language}
              onChange={(value: Language) => choose(value)}
              options={(Object.keys(languages) as Language[]).map((value) => ({ value, label: languages[value] }))}
            />
          </Field>
          <div className="flex flex-col gap-1 pb-5">
            <span className="text-dense font-medium">{t("shell.theme")}</span>
            <span>
              <Segmented
                label={t("shell.theme")}
                value={theme}
                onChange={(value: Theme) => chooseTheme(value)}
                options={(["system", "light", "dark"] as const).map((value) => ({
                  value,
                  label: t(`shell.theme.${value}`),
                  icon: themes[value],
                }))}
              />
            </span>
          </div>
          <TimeZoneField />
        </div>
      </Group>
      <Group title={t("settings.alerts")} text={t("settings.alerts.text")}>
        <AlertSwitches />
      </Group>
    </>
  );
}
