// What the frame keeps from one page to the next, in the storage that the browser gives to it on this site. Where it gives none, all of it
// is in memory, and ends with the page: `lasts` says which.
import type { Unsent } from "./messages";

export interface Visitor {
  token: string;
  customer_id: string;
}

export interface Keep {
  lasts: boolean;
  visitor(): Visitor | null;
  setVisitor(visitor: Visitor | null): void;
  birth(): string | null; // the Idempotency-Key under which the visitor is being made
  setBirth(key: string | null): void;
  seen(): string; // created_at of the newest message that was shown
  setSeen(at: string): void;
  draft(): string;
  setDraft(text: string): void;
  unsent(): Unsent[];
  setUnsent(one: Unsent): void;
  dropUnsent(key: string): void;
}

type Box = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

function inMemory(): Box {
  const all = new Map<string, string>();
  return {
    getItem: (name) => all.get(name) ?? null,
    setItem: (name, value) => void all.set(name, value),
    removeItem: (name) => void all.delete(name),
    key: (n) => [...all.keys()][n] ?? null,
    get length() {
      return all.size;
    },
  };
}

function working(storage: () => Storage): Box | null {
  try {
    const box = storage();
    box.setItem("millrace.try", "1");
    box.removeItem("millrace.try");
    return box;
  } catch {
    return null;
  }
}

const parsed = <T>(text: string | null): T | null => {
  try {
    return text ? (JSON.parse(text) as T) : null;
  } catch {
    return null;
  }
};

// Each unsent text has a place of its own, so that two tabs of a site take nothing from one another.
export function keepOf(business: string, storage: () => Storage = () => window.localStorage): Keep {
  let box = working(storage);
  const lasts = box !== null;
  box ??= inMemory();
  const spare = inMemory();
  const name = (what: string) => `millrace.${business}.${what}`;
  const unsentBegins = name("unsent.");
  const get = (what: string) => spare.getItem(name(what)) ?? box.getItem(name(what));
  const set = (what: string, value: string | null) => {
    spare.removeItem(name(what));
    try {
      if (value === null) box.removeItem(name(what));
      else box.setItem(name(what), value);
    } catch {
      if (value !== null) spare.setItem(name(what), value); // full
    }
  };
  return {
    lasts,
    visitor: () => parsed<Visitor>(get("visitor")),
    setVisitor: (visitor) => set("visitor", visitor && JSON.stringify(visitor)),
    birth: () => get("birth"),
    setBirth: (key) => set("birth", key),
    seen: () => get("seen") ?? "",
    setSeen: (at) => set("seen", at),
    draft: () => get("draft") ?? "",
    setDraft: (text) => set("draft", text || null),
    unsent() {
      const all: Unsent[] = [];
      for (const from of [box, spare])
        for (let n = 0; n < from.length; ++n) {
          const key = from.key(n);
          const one = key?.startsWith(unsentBegins) ? parsed<Unsent>(from.getItem(key)) : null;
          if (one) all.push(one);
        }
      return all.sort((a, b) => (a.at < b.at ? -1 : 1));
    },
    setUnsent: (one) => set(`unsent.${one.key}`, JSON.stringify(one)),
    dropUnsent: (key) => set(`unsent.${key}`, null),
  };
}

// A version 4 UUID (RFC 9562 §5.4), also where crypto.randomUUID is not there.
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte, n) => {
    const value = n === 6 ? (byte & 0x0f) | 0x40 : n === 8 ? (byte & 0x3f) | 0x80 : byte;
    return value.toString(16).padStart(2, "0");
  }).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
