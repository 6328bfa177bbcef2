import { Moon, Sun } from "lucide-react";
import { IconButton } from "@/components/icon_button";
import { useText } from "@/i18n/i18n_provider";
import { useTheme } from "./theme";

/** From light to dark and back by one press; as the system has it is chosen in the settings. */
export function ThemeSwitch() {
  const t = useText();
  const { shown, choose } = useTheme();
  const next = shown === "dark" ? "light" : "dark";
  return (
    <IconButton
      icon={next === "dark" ? Moon : Sun}
      label={t(`shell.theme.to_${next}`)}
      side="bottom"
      onClick={() => choose(next)}
    />
  );
}
