// Where the words of a search stand in a text: as the server finds them, by how words begin, whatever their case and accents.

/** From and to, in the text as it is. */
export type Span = readonly [from: number, to: number];

const wordSign = /[\p{L}\p{N}]/u;
/** Scripts without spaces: a word may begin anywhere. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
const digits_found_anywhere = 4;

const plain = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** The words that must be there; what is asked not to be there is nowhere. */
export function wordsOf(q: string): string[] {
  const asked = q.split(/\s+/).filter((word) => !/^-\S/.test(word));
  const words = asked.flatMap((word) => plain(word).split(/[^\p{L}\p{N}]+/u)).filter((word) => word !== "");
  return [...new Set(words)].sort((a, b) => b.length - a.length);
}

/** Sign by sign, so that each place of the plain text has its place in the text as it is. */
function plainly(text: string) {
  const from: number[] = [];
  let folded = "";
  let at = 0;
  for (const sign of text) {
    const signs = plain(sign);
    for (let n = 0; n < signs.length; n++) from.push(at);
    folded += signs;
    at += sign.length;
  }
  from.push(at);
  return { folded, from };
}

function begins(folded: string, at: number, word: string) {
  if (unspaced.test(word) || (word.length >= digits_found_anywhere && /^\d+$/.test(word))) return true;
  if (at > 0 && wordSign.test(folded.charAt(at - 1))) return false;
  return word.length > 1 || !wordSign.test(folded.charAt(at + word.length)); // one letter is a word, or nothing
}

export function marksIn(text: string, words: readonly string[]): Span[] {
  if (words.length === 0 || text === "") return [];
  const { folded, from } = plainly(text);
  const spans: Span[] = [];
  for (const word of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
      const end = at + word.length;
      const span: Span = [from[at] ?? 0, from[end] ?? text.length];
      if (begins(folded, at, word) && !spans.some(([a, b]) => span[0] < b && a < span[1])) spans.push(span);
    }
  }
  return spans.sort(([a], [b]) => a - b);
}

/** Whether all of the words are there. */
export function holdsWords(text: string, words: readonly string[]) {
  return words.every((word) => marksIn(text, [word]).length > 0);
}

const near_beginning = 60;

/** From shortly before the first of them on, where that is further down than one line shows; in a narrow one `near` is less. */
export function excerptOf(text: string, words: readonly string[], near = near_beginning): string {
  const line = text.replace(/\s+/g, " ").trim();
  const first = marksIn(line, words)[0]?.[0] ?? 0;
  if (first <= near) return line;
  const from = line.indexOf(" ", first - Math.round((near * 2) / 3));
  return `… ${line.slice(from >= 0 && from < first ? from + 1 : first)}`;
}
