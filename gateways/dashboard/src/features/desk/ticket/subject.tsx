import { Pencil } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/button";
import { IconButton } from "@/components/icon_button";
import { TextInput } from "@/components/text_input";
import { useText } from "@/i18n/i18n_provider";

const most = 500;

/** What the ticket is about; changed where it stands. */
export function Subject({
  subject,
  mayChange,
  onChange,
}: {
  subject: string | null;
  mayChange: boolean;
  /** What it answers is what is wrong: then one goes on writing. */
  onChange: (subject: string) => Promise<string | undefined>;
}) {
  const t = useText();
  const [written, setWritten] = useState<string>();
  const [wrong, setWrong] = useState<string>();
  const noteId = useId();
  if (written === undefined)
    return (
      <div className="group flex items-start gap-1">
        <h1 dir="auto" className="min-w-0 text-head font-semibold wrap-break-word text-ink">
          {subject ?? t("ticket.subject.erased")}
        </h1>
        {mayChange && (
          <IconButton
            icon={Pencil}
            label={t("ticket.subject.change")}
            onClick={() => setWritten(subject ?? "")}
            className="-my-0.5 focus-visible:opacity-100 sm:opacity-0 sm:group-hover:opacity-100"
          />
        )}
      </div>
    );
  const good = written.trim() !== "";
  async function save(event: FormEvent) {
    event.preventDefault();
    if (!good || written === undefined) return;
    stop();
    if (written.trim() === subject) return;
    const why = await onChange(written.trim());
    if (why === undefined) return;
    setWritten((now) => now ?? written);
    setWrong(why);
  }
  function stop() {
    setWritten(undefined);
    setWrong(undefined);
  }
  return (
    <form noValidate onSubmit={(event) => void save(event)} className="flex flex-wrap items-start gap-2">
      <span className="min-w-60 flex-1">
        <TextInput
          autoFocus
          dir="auto"
          aria-label={t("ticket.subject")}
          {...(wrong ? { "aria-invalid": true, "aria-describedby": noteId } : {})}
          maxLength={most}
          value={written}
          onChange={(event) => setWritten(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.preventDefault();
            stop();
          }}
        />
        {wrong && (
          <span id={noteId} role="alert" className="block pt-1 text-meta text-red-ink">
            {wrong}
          </span>
        )}
      </span>
      <Button type="submit" kind="primary" disabled={!good}>
        {t("ticket.subject.save")}
      </Button>
      <Button onClick={stop}>{t("common.cancel")}</Button>
    </form>
  );
}
