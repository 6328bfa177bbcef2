import { Pencil } from "lucide-react";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { cx } from "@/components/cx";
import { Icon } from "@/components/icon";
import { TextInput } from "@/components/text_input";

export interface EditableTextProps {
  /** What it is: the name of its field, and what the button says to screen readers. */
  label: string;
  value: string | null;
  /** Shown while there is none. */
  empty: string;
  /** Without it, the text stands as it is. What it answers is what is wrong: then one goes on writing. */
  onChange: ((value: string | null) => unknown) | undefined;
  longest: number;
  type?: "text" | "email" | "tel";
  className?: string;
}

/** Text that one press turns into a field: Enter or leaving it keeps what is written, Escape lets it be. */
export function EditableText({ label, value, empty, onChange, longest, type = "text", className }: EditableTextProps) {
  const [written, setWritten] = useState<string>();
  const [wrong, setWrong] = useState<string>();
  const noteId = useId();
  const button = useRef<HTMLButtonElement>(null);
  const shown = (
    <span dir="auto" className={cx("min-w-0 truncate", !value && "text-faint")}>
      {value ?? empty}
    </span>
  );
  if (!onChange) return <span className={cx("flex min-h-8 min-w-0 items-center", className)}>{shown}</span>;

  async function end(keep: boolean, back: boolean) {
    if (written === undefined) return;
    flushSync(() => {
      setWritten(undefined);
      setWrong(undefined);
    });
    if (back) button.current?.focus();
    const text = written.trim() || null;
    if (!keep || text === value) return;
    const answer = await onChange?.(text);
    if (typeof answer !== "string") return;
    setWritten((now) => now ?? written); // one may have begun anew
    setWrong(answer);
  }
  function press(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
    event.preventDefault();
    void end(event.key === "Enter", true);
  }
  if (written !== undefined) {
    return (
      <span className="block w-full">
        <TextInput
          autoFocus
          type={type}
          dir="auto"
          aria-label={label}
          {...(wrong ? { "aria-invalid": true, "aria-describedby": noteId } : {})}
          maxLength={longest}
          value={written}
          onChange={(event) => setWritten(event.target.value)}
          onKeyDown={press}
          onBlur={() => void end(true, false)}
        />
        {wrong && (
          <span id={noteId} role="alert" className="block pt-1 text-meta font-normal text-red-ink">
            {wrong}
          </span>
        )}
      </span>
    );
  }
  return (
    <button
      ref={button}
      type="button"
      title={value ? `${label}: ${value}` : label}
      onClick={() => setWritten(value ?? "")}
      className={cx(
        "group -mx-2 flex min-h-8 max-w-[calc(100%+16px)] min-w-0 items-center gap-1.5 rounded-control px-2 text-left transition-colors duration-100 hover:bg-hover",
        className,
      )}
    >
      <span className="sr-only">{label}:</span>
      {shown}
      <Icon
        of={Pencil}
        className="size-3 text-faint opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"
      />
    </button>
  );
}
