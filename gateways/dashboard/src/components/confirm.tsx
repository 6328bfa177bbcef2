import { type FormEvent, useState } from "react";
import { useText } from "@/i18n/i18n_provider";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { Field } from "./field";
import { TextInput } from "./text_input";

export interface ConfirmProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What is lost, and what is not. */
  text: string;
  /** What the button says: the deed, not "OK". */
  deed: string;
  /** To be typed before the deed can be done; `label` asks for it. */
  typed?: { name: string; label: string };
  working?: boolean;
  onConfirm: () => void;
}

/** Asks before what cannot be undone; everything else has an undo. */
export function Confirm({ open, onOpenChange, title, text, deed, typed, working = false, onConfirm }: ConfirmProps) {
  const t = useText();
  const [written, setWritten] = useState("");
  const sure = !typed || written.trim() === typed.name;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (sure) onConfirm();
  }
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} text={text}>
      <form onSubmit={submit} className="flex flex-col gap-3">
        {typed && (
          <Field label={typed.label}>
            <TextInput
              value={written}
              onChange={(event) => setWritten(event.target.value)}
              autoComplete="off"
              spellCheck={false}
              autoFocus
            />
          </Field>
        )}
        <footer className="flex justify-end gap-2">
          <Button onClick={() => onOpenChange(false)}>{t("common.cancel")}</Button>
          <Button type="submit" kind="danger" disabled={!sure} working={working} autoFocus={!typed}>
            {deed}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
