import { lazy, Suspense } from "react";

const Drawing = lazy(() => import("./markdown_drawing"));

export interface MarkdownProps {
  text: string;
}

/** Text with marks, from anybody: cleaned, no pictures from elsewhere, links open apart. The plain text stands until it is drawn. */
export function Markdown({ text }: MarkdownProps) {
  return (
    <div dir="auto" className="max-w-measure text-body break-words text-ink">
      <Suspense fallback={<p className="whitespace-pre-wrap">{text}</p>}>
        <Drawing text={text} />
      </Suspense>
    </div>
  );
}
