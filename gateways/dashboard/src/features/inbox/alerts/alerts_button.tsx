import { Bell, BellOff } from "lucide-react";
import { IconButton } from "@/components/icon_button";
import { Popover } from "@/components/popover";
import { useText } from "@/i18n/i18n_provider";
import { AlertSwitches } from "./alert_switches";
import { useAlertSettings } from "./settings";

/** What this device does when a customer writes, at hand where one sees it. */
export function AlertsButton() {
  const t = useText();
  const { sound, notification } = useAlertSettings();
  return (
    <Popover
      align="end"
      label={t("alerts.title")}
      trigger={<IconButton icon={sound || notification ? Bell : BellOff} label={t("alerts.title")} />}
    >
      <p className="text-dense font-medium">{t("alerts.title")}</p>
      <AlertSwitches />
      <p className="pt-1 text-meta text-faint">{t("alerts.device")}</p>
    </Popover>
  );
}
