import { Smile } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { useText } from "@/i18n/i18n_provider";
import { fetchFarTexts } from "@/i18n/language";
import { IconButton } from "../icon_button";
import { Popover } from "../popover";
import { Skeleton } from "../skeleton";

const EmojiPanel = lazy(async () => (await Promise.all([import("./emoji_panel"), fetchFarTexts()]))[0]);

/** Opens the emojis; the one that is taken goes to whoever asked, with the focus. */
export function EmojiButton({ onPick }: { onPick: (emoji: string) => void }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const picked = useRef<string>(undefined);
  return (
    <Popover
      label={t("parts.composer.emoji")}
      side="top"
      open={open}
      onOpenChange={setOpen}
      onCloseAutoFocus={(event) => {
        if (picked.current === undefined) return;
        event.preventDefault(); // the focus goes to where it is written, not back to the button
        onPick(picked.current);
        picked.current = undefined;
      }}
      trigger={<IconButton icon={Smile} label={t("parts.composer.emoji")} />}
    >
      <Suspense fallback={<Skeleton className="h-80 w-full" />}>
        <EmojiPanel
          onPick={(emoji) => {
            picked.current = emoji;
            setOpen(false);
          }}
        />
      </Suspense>
    </Popover>
  );
}
