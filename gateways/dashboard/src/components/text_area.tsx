import type { ComponentProps } from "react";
import { cx } from "./cx";
import { useField } from "./field";
import { controlLook } from "./text_input";

/** Grows with its text where the browser can, and may be drawn taller by hand. */
export function TextArea({ className, rows = 3, ...rest }: ComponentProps<"textarea">) {
  const field = useField();
  return (
    <textarea
      dir="auto"
      rows={rows}
      {...field}
      {...rest}
      className={cx(controlLook, "field-sizing-content max-h-120 min-h-20 resize-y px-2.5 py-1.5 text-body", className)}
    />
  );
}
