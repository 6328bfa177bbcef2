import type { ReactNode } from "react";

/** Some settings that belong together: what they are about, and they. */
export function Group({
  title,
  text,
  wide = false,
  children,
}: {
  title: string;
  text?: ReactNode;
  /** For what is no form: code. */
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <section aria-label={title} className="flex flex-col gap-4 border-b border-line pb-8 last:border-b-0">
      <header>
        <h2 className="text-title font-semibold">{title}</h2>
        {text && <p className="mt-0.5 max-w-measure text-body text-soft">{text}</p>}
      </header>
      <div className={wide ? "" : "max-w-form"}>{children}</div>
    </section>
  );
}
