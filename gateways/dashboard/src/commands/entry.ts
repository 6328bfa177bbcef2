// A command on its way: kept, as it is, until the server has answered it.
import type { Problem } from "@/api/problem";
import type { Change } from "@/live/change";

export type Method = "POST" | "PATCH" | "PUT" | "DELETE";

export interface Entry {
  /** The Idempotency-Key: made once for what a person wanted, the same however often it is sent. */
  key: string;
  account: string;
  business: string;
  method: Method;
  /** With its parameters filled in. */
  path: string;
  body?: unknown;
  /** The version that it is about, where another must not be changed. */
  version?: number;
  /** Commands of one lane are sent one after the other. */
  lane: string;
  /** Whose rows the answer tells of. */
  resource: string | null;
  /** What it will have changed; shown until the server has said what it did. */
  changes: Change[];
  /** Refused, it stays for the person to send again or to drop. */
  keeps: boolean;
  /** Nobody has asked for it: it is not counted among what waits. */
  quiet?: boolean;
  madeAt: number;
  attempts: number;
  notBefore: number;
  refusal?: { status: number; rule: string; title: string; detail?: string };
}

/** With its place among all entries, which the store gives. */
export interface StoredEntry extends Entry {
  at: number;
}

export type Outcome =
  | { is: "done"; answer: unknown }
  | { is: "refused"; problem: Problem }
  | { is: "passing"; retryAfterMs: number | undefined }
  | { is: "unreachable" }
  | { is: "signed_out" };

export type Next = { is: "gone" } | { is: "waits"; entry: StoredEntry } | { is: "stays"; entry: StoredEntry };

const first_wait_ms = 1000;
const longest_wait_ms = 30_000;

/** What becomes of an entry by what came of sending it. `chance` in 0…1 spreads those who wait for the same server. */
export function after(entry: StoredEntry, outcome: Outcome, now: number, chance: number): Next {
  switch (outcome.is) {
    case "done":
      return { is: "gone" };
    case "refused":
      return entry.keeps ? { is: "stays", entry: { ...entry, refusal: refusalOf(outcome.problem) } } : { is: "gone" };
    case "signed_out":
      return { is: "stays", entry };
    case "unreachable":
    case "passing": {
      const asked = outcome.is === "passing" ? (outcome.retryAfterMs ?? 0) : 0;
      const wait = Math.max(asked, backoff(entry.attempts, chance));
      return { is: "waits", entry: { ...entry, attempts: entry.attempts + 1, notBefore: now + wait } };
    }
  }
}

export function backoff(attempts: number, chance: number) {
  return Math.min(longest_wait_ms, first_wait_ms * 2 ** attempts) * (0.5 + chance / 2);
}

/** The first of its lane that has not been refused. */
export function nextOf(entries: readonly StoredEntry[], lane: string) {
  return entries.filter((entry) => entry.lane === lane && !entry.refusal).sort((a, b) => a.at - b.at)[0];
}

export function refusalOf({ status, rule, title, detail }: Problem) {
  return { status, rule, title, ...(detail === undefined ? {} : { detail }) };
}
