// The outbox of the person who is signed in, shared by the tabs of this browser.
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useMemo, useSyncExternalStore } from "react";
import { holdFor } from "@/api/held";
import { applyChanges } from "@/live/cache";
import type { Change, Row } from "@/live/change";
import { type BatchAnswer, isBatch } from "./batch";
import type { Entry } from "./entry";
import { Outbox, type Told } from "./outbox";
import { send } from "./send";
import { type EntryStore, IndexedDbStore, MemoryStore } from "./store";

const Context = createContext<Outbox | undefined>(undefined);
const store: EntryStore = "indexedDB" in globalThis ? new IndexedDbStore() : new MemoryStore();

export function OutboxProvider({ account, children }: { account: string; children: ReactNode }) {
  const client = useQueryClient();
  const { outbox, tabs } = useMemo(() => {
    const tabs = new BroadcastChannel("millrace-commands");
    const outbox = new Outbox(account, {
      store,
      send: async (entry) => {
        const outcome = await send(entry);
        if (outcome.is === "passing" && !entry.quiet) holdFor(outcome.retryAfterMs ?? 0);
        return outcome;
      },
      alone: (lane, work) => navigator.locks.request(`millrace-lane:${lane}`, work),
      tell: (what) => tabs.postMessage(what),
      onAnswer: (entry, answer) => applyChanges(client, entry.business, changesOf(entry, answer)),
      now: () => Date.now(),
      chance: () => Math.random(),
      later: (work, ms) => {
        const timer = setTimeout(work, ms);
        return () => clearTimeout(timer);
      },
    });
    return { outbox, tabs };
  }, [account, client]);

  useEffect(() => {
    const hear = (event: MessageEvent<Told>) => void outbox.hear(event.data);
    const wake = () => void outbox.wake();
    tabs.addEventListener("message", hear);
    addEventListener("online", wake);
    void outbox.start();
    return () => {
      tabs.removeEventListener("message", hear);
      removeEventListener("online", wake);
      outbox.close();
    };
  }, [outbox, tabs]);
  return <Context value={outbox}>{children}</Context>;
}

export function useOutbox() {
  const outbox = use(Context);
  if (!outbox) throw new Error("useOutbox needs an OutboxProvider above it");
  return outbox;
}

/** What is on its way, oldest first: to show it, or to say how much it is. */
export function useEntries(): readonly Entry[] {
  const outbox = useOutbox();
  return useSyncExternalStore(outbox.watch, outbox.entries);
}

/** A creating POST answers the whole resource, with its position; others what they have set. */
function changesOf(entry: Entry, answer: unknown) {
  const { resource } = entry;
  const gone = entry.changes.filter(({ op }) => op === "delete");
  if (gone.length > 0) return gone;
  if (isBatch(answer)) return doneOf(entry, answer);
  if (!resource || !isRow(answer)) return [];
  if (answer.position !== undefined) return [{ resource, op: "upsert" as const, row: answer }];
  // What it has shown stays shown: the answer does not tell names and the like.
  const shown = entry.changes.find((change) => change.op === "set" && change.row.id === answer.id);
  const whole = shown?.whole;
  return [{ resource, op: "set" as const, row: { ...shown?.row, ...answer }, ...(whole ? { whole } : {}) }];
}

function isRow(answer: unknown): answer is Row & Record<string, unknown> {
  return typeof answer === "object" && answer !== null && "id" in answer && typeof answer.id === "string";
}

/** Of one request for many: each that was done stays as it was shown. */
function doneOf(entry: Entry, { items }: BatchAnswer): Change[] {
  const versions = new Map(items.flatMap(({ id, status, version }) => (status === 200 ? [[id, version]] : [])));
  return entry.changes.flatMap((change) => {
    const version = versions.get(change.row.id);
    if (!versions.has(change.row.id)) return [];
    return [{ ...change, row: { ...change.row, ...(typeof version === "number" ? { version } : {}) } }];
  });
}
