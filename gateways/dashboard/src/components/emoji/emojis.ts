// The emojis there are, by group and by what they are called; and those that were used last on this device.

/** An emoji, its group, its name and other words for it. */
export type Told = readonly [emoji: string, group: number, name: string, words: string];

export interface Emoji {
  emoji: string;
  group: number;
  name: string;
  /** All that it is found by, plain. */
  words: string;
}

/** Unicode's groups, in its order. */
export const groups = [
  { id: 0, name: "smileys", sign: "😀" },
  { id: 1, name: "people", sign: "👋" },
  { id: 3, name: "nature", sign: "🌿" },
  { id: 4, name: "food", sign: "🍎" },
  { id: 5, name: "travel", sign: "🚗" },
  { id: 6, name: "activities", sign: "⚽" },
  { id: 7, name: "objects", sign: "💡" },
  { id: 8, name: "symbols", sign: "❤️" },
  { id: 9, name: "flags", sign: "🏁" },
] as const;

const plain = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

export function read(known: readonly Told[]): Emoji[] {
  return known.map(([emoji, group, name, words]) => ({ emoji, group, name, words: plain(`${name} ${words}`) }));
}

const most_found = 80;

/** Those of which every word that is looked for begins one of theirs; first those whose name begins so. */
export function found(all: readonly Emoji[], search: string): Emoji[] {
  const wanted = plain(search).split(/\s+/).filter(Boolean);
  const hits = all.filter(({ words }) => {
    const theirs = words.split(/[\s:,-]+/);
    return wanted.every((word) => theirs.some((one) => one.startsWith(word)));
  });
  const first = wanted.join(" ");
  const rank = ({ words }: Emoji) => (words.startsWith(first) ? 0 : 1);
  return hits.sort((a, b) => rank(a) - rank(b)).slice(0, most_found);
}

const key = "millrace.emojis";
const most_recent = 16;

export function recentEmojis(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string").slice(0, most_recent) : [];
  } catch {
    return [];
  }
}

/** The newest first, each once. */
export function rememberEmoji(emoji: string) {
  try {
    const all = [emoji, ...recentEmojis().filter((other) => other !== emoji)].slice(0, most_recent);
    localStorage.setItem(key, JSON.stringify(all));
  } catch {
    // A browser that is full remembers none.
  }
}

/** Where an arrow leads from a place in rows of so many; nothing: no such key. */
export function moved(key: string, at: number, count: number, columns: number): number | undefined {
  const by: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
  const step = by[key];
  if (step === undefined || count === 0) return undefined;
  const to = at + step;
  if (to < 0) return at;
  return to < count ? to : Math.abs(step) === 1 || onLastRow(at, count, columns) ? at : count - 1;
}

const onLastRow = (at: number, count: number, columns: number) =>
  Math.floor(at / columns) === Math.floor((count - 1) / columns);
