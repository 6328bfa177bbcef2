const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function firstOf(word: string): string {
  for (const { segment } of graphemes.segment(word)) return segment;
  return "";
}

/** First letters of the first and last word; whole graphemes, so that no script and no emoji is cut. */
export function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}\p{Emoji_Presentation}]/u.test(word));
  const [first, last] = [words[0], words.length > 1 ? words.at(-1) : undefined];
  if (!first) return "?";
  return (firstOf(first) + (last ? firstOf(last) : "")).toLocaleUpperCase();
}

/** Always the same tint for the same id. */
export function tintOf(id: string, tints: number): number {
  let sum = 0;
  for (let at = 0; at < id.length; at++) sum = (sum * 31 + id.charCodeAt(at)) >>> 0;
  return sum % tints;
}
