import { Lock, Paperclip } from "lucide-react";
import { useRef } from "react";
import { useText } from "@/i18n/i18n_provider";
import { Button } from "./button";
import { EmojiButton } from "./emoji/emoji_button";
import { Icon } from "./icon";
import { IconButton } from "./icon_button";
import { Kbd } from "./kbd";

export interface ComposerFootProps {
  isNote: boolean;
  /** Whom a reply reaches, where that is not who it is written to. */
  reach: string | undefined;
  sendText: string;
  /** By so many characters. */
  tooLong: number;
  noteId: string;
  onEmoji: (emoji: string) => void;
  onFiles: ((files: File[]) => void) | undefined;
  sendable: boolean;
  onSend: () => void;
}

/** Attach and emojis at the left, who will see it, send at the right; the button is as wide for a note as for a reply. */
export function ComposerFoot(props: ComposerFootProps) {
  const { isNote, reach, sendText, tooLong, noteId, onEmoji, onFiles, sendable, onSend } = props;
  const t = useText();
  const picker = useRef<HTMLInputElement>(null);
  return (
    <div className="flex flex-wrap items-center justify-end gap-2 p-2 pt-0">
      {onFiles && (
        <>
          <IconButton icon={Paperclip} label={t("parts.composer.attach")} onClick={() => picker.current?.click()} />
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            onChange={(event) => {
              onFiles([...(event.target.files ?? [])]);
              event.target.value = "";
            }}
          />
        </>
      )}
      <EmojiButton onPick={onEmoji} />
      <span id={noteId} className="min-w-0 grow basis-[12rem] text-meta">
        {tooLong > 0 && (
          <span role="alert" className="text-red-ink">
            {t("parts.composer.too_long", { count: tooLong })}
          </span>
        )}
        {!isNote && tooLong === 0 && <span className="text-faint">{reach}</span>}
        {isNote && tooLong === 0 && (
          <span className="inline-flex items-center gap-1 font-medium text-violet-ink">
            <Icon of={Lock} className="size-3.5" />
            {t("parts.composer.note_only")}
          </span>
        )}
      </span>
      <span aria-hidden className="max-sm:hidden">
        <Kbd keys="mod+enter" />
      </span>
      <Button kind="primary" disabled={!sendable} onClick={onSend}>
        <span className="inline-grid *:col-start-1 *:row-start-1">
          <span aria-hidden={isNote} className={isNote ? "invisible" : ""}>
            {sendText}
          </span>
          <span aria-hidden={!isNote} className={isNote ? "" : "invisible"}>
            {t("parts.composer.add_note")}
          </span>
        </span>
      </Button>
    </div>
  );
}
