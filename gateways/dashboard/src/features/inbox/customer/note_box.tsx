import { Lock } from "lucide-react";
import type { KeyboardEvent, RefObject } from "react";
import { Button } from "@/components/button";
import { Icon } from "@/components/icon";
import { Kbd } from "@/components/kbd";
import { useDraft } from "@/components/use_draft";
import { useText } from "@/i18n/i18n_provider";

const keyOf = (customer: string) => `millrace.note_draft.${customer}`;

function keep(customer: string, text: string) {
  if (text === "") localStorage.removeItem(keyOf(customer));
  else localStorage.setItem(keyOf(customer), text);
}

/** Where one writes down something about a customer. What is not saved yet is still there when one comes back. */
export function NoteBox({
  customer,
  onSave,
  field,
}: {
  customer: string;
  onSave: (text: string) => void;
  field: RefObject<HTMLTextAreaElement | null>;
}) {
  const t = useText();
  const { text, write, flush } = useDraft(localStorage.getItem(keyOf(customer)) ?? "", (draft) =>
    keep(customer, draft),
  );

  function save() {
    if (text.trim() === "") return;
    onSave(text.trim());
    write("");
    flush("");
    field.current?.focus();
  }
  function press(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing || event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    save();
  }

  return (
    <section
      aria-label={t("customer.note.write")}
      className="rounded-panel border border-violet-line bg-violet-tint transition-colors duration-100 focus-within:border-violet-mark"
    >
      <textarea
        ref={field}
        dir="auto"
        rows={2}
        value={text}
        maxLength={20_000}
        aria-label={t("customer.note.write")}
        placeholder={t("customer.note.hint")}
        onChange={({ target }) => write(target.value)}
        onKeyDown={press}
        onBlur={() => flush()}
        className="field-sizing-content block max-h-[40vh] min-h-14 w-full resize-none bg-transparent px-3 py-2 text-body text-ink outline-none"
      />
      <div className="flex items-center gap-2 p-2 pt-0">
        <span className="flex flex-1 items-center gap-1 pl-1 text-meta text-violet-ink">
          <Icon of={Lock} className="size-3.5" />
          {t("parts.composer.note_only")}
        </span>
        <span className="hidden sm:inline">
          <Kbd keys="mod+enter" />
        </span>
        <Button disabled={text.trim() === ""} onClick={save}>
          {t("parts.composer.add_note")}
        </Button>
      </div>
    </section>
  );
}
