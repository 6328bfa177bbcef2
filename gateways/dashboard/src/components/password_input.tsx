import { Eye } from "lucide-react";
import { useState } from "react";
import { useText } from "@/i18n/i18n_provider";
import { IconButton } from "./icon_button";
import { TextInput, type TextInputProps } from "./text_input";

/** A password, which the person may look at: then it need not be written twice. */
export function PasswordInput(props: Omit<TextInputProps, "type" | "trail">) {
  const t = useText();
  const [shown, setShown] = useState(false);
  return (
    <TextInput
      {...props}
      type={shown ? "text" : "password"}
      autoCapitalize="none"
      spellCheck={false}
      trail={
        <IconButton icon={Eye} label={t("parts.characters")} pressed={shown} onClick={() => setShown((now) => !now)} />
      }
    />
  );
}
