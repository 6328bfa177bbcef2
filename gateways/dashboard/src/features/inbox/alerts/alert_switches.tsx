import { useState } from "react";
import { Switch } from "@/components/switch";
import { useText } from "@/i18n/i18n_provider";
import { setAlerts, useAlertSettings } from "./settings";
import { playSound } from "./sound";

/** Two switches for this device. The browser is asked for its permission when one is turned on, and never before. */
export function AlertSwitches() {
  const t = useText();
  const settings = useAlertSettings();
  const [refused, setRefused] = useState(false);
  const able = "Notification" in window;

  async function notify(on: boolean) {
    if (on && (await Notification.requestPermission()) !== "granted") return setRefused(true);
    setRefused(false);
    setAlerts({ ...settings, notification: on });
  }
  function sound(on: boolean) {
    setAlerts({ ...settings, sound: on });
    if (on) playSound();
  }
  return (
    <>
      <Switch label={t("alerts.sound")} checked={settings.sound} onChange={sound} />
      <Switch
        label={t("alerts.notification")}
        hint={able ? (refused ? t("alerts.refused") : undefined) : t("alerts.unable")}
        checked={settings.notification}
        disabled={!able}
        onChange={(on) => void notify(on)}
      />
    </>
  );
}
