import { TextInput } from "@/components/text_input";
import { useI18n } from "@/i18n/i18n_provider";
import { momentIn, writtenIn } from "./zoned";

/** A date and a time, as the clock of the person shows them. */
export function MomentField({
  at_ms,
  onChange,
  label,
  className,
}: {
  at_ms: number | undefined;
  /** Nothing while what stands in it is no time. */
  onChange: (at_ms: number | undefined) => void;
  /** Where no label stands beside it. */
  label?: string;
  className?: string;
}) {
  const { timeZone } = useI18n();
  return (
    <TextInput
      type="datetime-local"
      step={1}
      {...(label ? { "aria-label": label, title: label } : {})}
      value={at_ms === undefined ? "" : writtenIn(timeZone, at_ms)}
      onChange={(event) => onChange(momentIn(timeZone, event.target.value))}
      className={className}
    />
  );
}
