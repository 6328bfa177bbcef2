// What the tests of the outbox play with: a browser with its tabs, and a server whose replies get lost.
import { Problem } from "@/api/problem";
import type { Entry, Outcome } from "./entry";
import { Outbox, type OutboxPorts, type Told } from "./outbox";
import { type EntryStore, MemoryStore } from "./store";

/** A server that does each key once, answers it again, and loses the replies that it is told to. */
export class Server {
  readonly done: string[] = [];
  readonly seen: string[] = [];
  #outcomes: (Outcome | "lost")[] = [];

  next(...outcomes: (Outcome | "lost")[]) {
    this.#outcomes.push(...outcomes);
  }

  send = async (entry: Entry): Promise<Outcome> => {
    this.seen.push(entry.key);
    const outcome = this.#outcomes.shift() ?? { is: "done", answer: { id: entry.key } };
    const reaches = outcome === "lost" || outcome.is === "done";
    if (reaches && !this.done.includes(entry.key)) this.done.push(entry.key);
    return outcome === "lost" ? { is: "unreachable" } : outcome;
  };
}

/** Tabs of one browser: they share the store, the locks and what they tell each other; time stands until it is moved. */
export class Browser {
  now = 1000;
  readonly store: EntryStore = new MemoryStore();
  readonly server = new Server();
  readonly tabs: Outbox[] = [];
  #locks = new Map<string, Promise<void>>();
  #timers: { at: number; work: () => void }[] = [];

  tab(more: Partial<OutboxPorts> = {}) {
    const tab = new Outbox("me", {
      store: this.store,
      send: this.server.send,
      alone: (lane, work) => {
        const before = this.#locks.get(lane) ?? Promise.resolve();
        const mine = before.then(work);
        this.#locks.set(
          lane,
          mine.catch(() => undefined),
        );
        return mine;
      },
      tell: (what: Told) => {
        for (const other of this.tabs) if (other !== tab) void other.hear(structuredClone(what));
      },
      onAnswer: () => {},
      now: () => this.now,
      chance: () => 1,
      later: (work, ms) => {
        const timer = { at: this.now + ms, work };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((other) => other !== timer);
        };
      },
      ...more,
    });
    this.tabs.push(tab);
    return tab;
  }

  close(tab: Outbox) {
    tab.close();
    this.tabs.splice(this.tabs.indexOf(tab), 1);
  }

  async pass(ms: number) {
    this.now += ms;
    const due = this.#timers.filter(({ at }) => at <= this.now);
    this.#timers = this.#timers.filter(({ at }) => at > this.now);
    for (const { work } of due) work();
    await settle();
  }
}

export const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

export const entry = (key: string, more: Partial<Entry> = {}): Entry => ({
  key,
  account: "me",
  business: "b",
  method: "POST",
  path: "/messages",
  lane: "conversation",
  resource: "message",
  changes: [],
  keeps: false,
  madeAt: 0,
  attempts: 0,
  notBefore: 0,
  ...more,
});
export const refused: Outcome = {
  is: "refused",
  problem: new Problem(409, { type: "/problems/conversation.moved_on", title: "There is more." }),
};
