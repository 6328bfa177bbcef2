import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { useText } from "@/i18n/i18n_provider";
import { IconButton } from "./icon_button";

const said_ms = 2000;

/** Copies a text, and says for a moment that it has. `label`: what is copied. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const t = useText();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), said_ms);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton
      icon={copied ? Check : Copy}
      label={copied ? t("parts.copied") : (label ?? t("parts.copy"))}
      onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
    />
  );
}
