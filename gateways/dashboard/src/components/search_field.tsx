import { Search, X } from "lucide-react";
import { type Ref, useEffect, useRef, useState } from "react";
import { useText } from "@/i18n/i18n_provider";
import { IconButton } from "./icon_button";
import { TextInput } from "./text_input";

export interface SearchFieldProps {
  label: string;
  placeholder?: string;
  /** What is searched for; it usually stands in the address. */
  value: string | undefined;
  /** Told when the hand rests. */
  onChange: (value: string | undefined) => void;
  /** The arrow down: on to what has been found. */
  onDown?: () => void;
  className?: string;
  ref?: Ref<HTMLInputElement>;
}

const rest_ms = 200;

/** Searches while one writes, and keeps what is written to itself until the hand rests. */
export function SearchField({ label, placeholder, value, onChange, onDown, className, ref }: SearchFieldProps) {
  const t = useText();
  const [written, setWritten] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(onChange); // what is asked for may have changed otherwise, while the hand rested
  useEffect(() => {
    latest.current = onChange;
  });
  if (written !== undefined && written === (value ?? "")) setWritten(undefined); // it is known
  useEffect(() => () => clearTimeout(timer.current), []);
  const shown = written ?? value ?? "";

  function tell(text: string, after_ms: number) {
    clearTimeout(timer.current);
    setWritten(text);
    timer.current = setTimeout(() => latest.current(text.trim() === "" ? undefined : text), after_ms);
  }

  return (
    <search className={className}>
      <TextInput
        ref={ref}
        type="search"
        dir="auto"
        icon={Search}
        aria-label={label}
        placeholder={placeholder ?? label}
        value={shown}
        onChange={(event) => tell(event.target.value, rest_ms)}
        onKeyDown={(event) => {
          if (event.key === "Enter") tell(shown, 0);
          if (event.key === "ArrowDown" && onDown) {
            event.preventDefault();
            if (written !== undefined) tell(shown, 0); // to what this finds
            onDown();
          }
          if (event.key !== "Escape" || shown === "") return;
          event.preventDefault(); // the first Escape empties the field, the next one leaves it
          tell("", 0);
        }}
        trail={shown !== "" && <IconButton icon={X} label={t("parts.search.clear")} onClick={() => tell("", 0)} />}
      />
    </search>
  );
}
