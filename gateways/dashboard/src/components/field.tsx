import { CircleAlert } from "lucide-react";
import { createContext, type ReactNode, use, useId } from "react";
import { Icon } from "./icon";

interface FieldLink {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  required: boolean | undefined;
}

const FieldContext = createContext<FieldLink | null>(null);

/** What a control inside a `Field` takes over: its id, its hint or error, whether it is wrong. */
export function useField(): Partial<FieldLink> {
  return use(FieldContext) ?? {};
}

export interface FieldProps {
  label: string;
  /** Beside the label, faint: "optional". */
  aside?: string;
  hint?: ReactNode;
  /** Takes the place of the hint, so that nothing moves. */
  error?: string;
  required?: boolean;
  /** For a label that only a screen reader needs. */
  hideLabel?: boolean;
  children: ReactNode;
}

export function Field({ label, aside, hint, error, required, hideLabel = false, children }: FieldProps) {
  const id = useId();
  const note = `${id}-note`;
  const link = {
    id,
    "aria-describedby": error || hint ? note : undefined,
    "aria-invalid": error ? (true as const) : undefined,
    required,
  };
  return (
    <div className="flex min-w-0 flex-col">
      <label
        htmlFor={id}
        className={
          hideLabel ? "sr-only" : "mb-1 flex items-baseline justify-between gap-2 text-dense font-medium text-ink"
        }
      >
        {label}
        {aside && <span className="text-meta font-normal text-faint">{aside}</span>}
      </label>
      <FieldContext value={link}>{children}</FieldContext>
      <div id={note} className="min-h-5 pt-1 text-meta" aria-live="polite">
        {error ? (
          <span className="flex gap-1 text-red-ink">
            <Icon of={CircleAlert} className="size-4" />
            {error}
          </span>
        ) : (
          hint && <span className="text-faint">{hint}</span>
        )}
      </div>
    </div>
  );
}
