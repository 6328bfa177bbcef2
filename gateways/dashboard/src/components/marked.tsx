import { marksIn } from "./marks";

/** A text in which the words that were searched for stand out. */
export function Marked({ text, words }: { text: string; words: readonly string[] }) {
  const spans = marksIn(text, words);
  let done = 0;
  const parts = spans.map(([from, to]) => {
    const before = text.slice(done, from);
    done = to;
    return (
      <span key={from}>
        {before}
        <mark className="rounded-control bg-accent-tint font-medium text-accent-ink">{text.slice(from, to)}</mark>
      </span>
    );
  });
  return (
    <>
      {parts}
      {text.slice(done)}
    </>
  );
}
