export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Difference {
  /** `customer.name`, `tags[2]`; empty for the whole. */
  path: string;
  /** Absent where it was added. */
  before?: Json;
  /** Absent where it was taken away. */
  after?: Json;
}

const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const same = (a: Json | undefined, b: Json | undefined) => JSON.stringify(a) === JSON.stringify(b);

/** Every leaf that differs, in the order of the newer value; lists are compared place by place. */
export function differences(before: Json | undefined, after: Json | undefined, path = ""): Difference[] {
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(after), ...Object.keys(before)])];
    return keys.flatMap((key) => differences(before[key], after[key], path ? `${path}.${key}` : key));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const places = Math.max(before.length, after.length);
    return Array.from({ length: places }, (_, at) => differences(before[at], after[at], `${path}[${at}]`)).flat();
  }
  if (same(before, after)) return [];
  return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}

export interface Piece {
  kind: "same" | "removed" | "added";
  text: string;
}

const most_words = 600;

function push(pieces: Piece[], kind: Piece["kind"], text: string) {
  const last = pieces.at(-1);
  if (last?.kind === kind) last.text += text;
  else pieces.push({ kind, text });
}

/** Which words went and came: the longest common run of words stays. Very long texts are replaced as a whole. */
export function wordDifferences(before: string, after: string): Piece[] {
  const [old, now] = [before.match(/\s+|\S+/g) ?? [], after.match(/\s+|\S+/g) ?? []];
  const pieces: Piece[] = [];
  if (old.length > most_words || now.length > most_words) {
    push(pieces, "removed", before);
    push(pieces, "added", after);
    return pieces;
  }
  // common[i][j]: how many words old[i…] and now[j…] have in common, in order
  const common = Array.from({ length: old.length + 1 }, () => new Uint16Array(now.length + 1));
  const count = (i: number, j: number) => common[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      (common[i] as Uint16Array)[j] =
        old[i] === now[j] ? count(i + 1, j + 1) + 1 : Math.max(count(i + 1, j), count(i, j + 1));
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      push(pieces, "same", old[i] as string);
      i++;
      j++;
    } else if (i < old.length && (j === now.length || count(i + 1, j) >= count(i, j + 1)))
      push(pieces, "removed", old[i++] as string);
    else push(pieces, "added", now[j++] as string);
  }
  return tidied(pieces);
}

/** A blank between two changes goes with them, and the old words stand before the new: read as a phrase, not word by word. */
function tidied(pieces: Piece[]): Piece[] {
  const tidy: Piece[] = [];
  let [removed, added] = ["", ""];
  const close = () => {
    if (removed) push(tidy, "removed", removed);
    if (added) push(tidy, "added", added);
    [removed, added] = ["", ""];
  };
  for (const [at, { kind, text }] of pieces.entries()) {
    const between = kind === "same" && text.trim() === "" && removed + added !== "" && at < pieces.length - 1;
    if (kind === "removed" || between) removed += text;
    if (kind === "added" || between) added += text;
    if (kind === "same" && !between) {
      close();
      push(tidy, "same", text);
    }
  }
  close();
  return tidy;
}
