// Sends what people want done: once, in the order of each lane, by one tab, over lost replies, reloads and days without a network.
// Every entry is kept before it is sent and forgotten when it is answered; its key makes a repeat harmless.
import { Problem } from "@/api/problem";
import { after, type Entry, type Next, nextOf, type Outcome, type StoredEntry } from "./entry";
import type { EntryStore } from "./store";

export type Told =
  | { is: "changed" }
  | { is: "answered"; key: string; answer: unknown }
  | { is: "refused"; key: string; status: number; body: Record<string, unknown> };

export interface OutboxPorts {
  store: EntryStore;
  send: (entry: Entry) => Promise<Outcome>;
  /** Runs while no other tab works on that lane. */
  alone: (lane: string, work: () => Promise<void>) => Promise<void>;
  /** To the other tabs. */
  tell: (what: Told) => void;
  onAnswer: (entry: Entry, answer: unknown) => void;
  now: () => number;
  chance: () => number;
  later: (work: () => void, ms: number) => () => void;
}

interface Waiting {
  resolve: (answer: unknown) => void;
  reject: (reason: unknown) => void;
}

export class Outbox {
  readonly account: string;
  readonly #ports: OutboxPorts;
  readonly #waiting = new Map<string, Waiting>();
  readonly #timers = new Map<string, () => void>();
  readonly #watchers = new Set<() => void>();
  readonly #draining = new Map<string, Promise<void>>();
  readonly #adding = new Map<string, Entry>();
  #entries: readonly Entry[] = [];
  #closed = false;

  constructor(account: string, ports: OutboxPorts) {
    this.account = account;
    this.#ports = ports;
  }

  /** What is on its way, oldest first. */
  entries = () => this.#entries;

  watch = (watcher: () => void) => {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  };

  /** The answer, however long it takes; a refusal is thrown. */
  async add(entry: Entry): Promise<unknown> {
    this.#adding.set(entry.key, entry);
    this.#show([...this.#entries, entry]);
    const answered = new Promise((resolve, reject) => this.#waiting.set(entry.key, { resolve, reject }));
    answered.catch(() => undefined);
    await this.#ports.store.add(entry);
    this.#adding.delete(entry.key);
    this.#ports.tell({ is: "changed" });
    void this.drain(entry.lane);
    return answered;
  }

  /** Sends what an earlier page has left. */
  async start() {
    this.#closed = false;
    await this.#reload();
    for (const lane of new Set(this.#entries.map((entry) => entry.lane))) void this.drain(lane);
  }

  /** There is a network again: who waited for it waits no longer. */
  async wake() {
    const waiting = (await this.#stored()).filter((entry) => !entry.refusal && entry.notBefore > this.#ports.now());
    for (const entry of waiting) await this.#ports.store.replace({ ...entry, notBefore: 0 });
    await this.start();
  }

  /** Sends a refused entry again, as something newly wanted. */
  async retry(key: string) {
    const entry = (await this.#stored()).find((stored) => stored.key === key);
    if (!entry?.refusal) return;
    const { refusal: _, at: __, ...rest } = entry;
    await this.#ports.store.remove(key);
    await this.add({ ...rest, key: crypto.randomUUID(), attempts: 0, notBefore: 0 }).catch(() => undefined);
  }

  async discard(key: string) {
    await this.#ports.store.remove(key);
    await this.#reload();
    this.#ports.tell({ is: "changed" });
  }

  /** Another tab has told something. */
  async hear(told: Told) {
    if (told.is === "answered") this.#settle(told.key, (waiting) => waiting.resolve(told.answer));
    if (told.is === "refused") this.#settle(told.key, (waiting) => waiting.reject(new Problem(told.status, told.body)));
    await this.#reload();
  }

  close() {
    this.#closed = true;
    for (const stop of this.#timers.values()) stop();
  }

  /** Sends what waits in that lane, one after the other, until it is empty or has to wait. */
  drain(lane: string): Promise<void> {
    this.#timers.get(lane)?.();
    this.#timers.delete(lane);
    const before = this.#draining.get(lane)?.catch(() => undefined) ?? Promise.resolve();
    const work = before.then(() => this.#ports.alone(lane, () => this.#sendAll(lane)));
    this.#draining.set(lane, work);
    return work;
  }

  async #sendAll(lane: string) {
    while (!this.#closed) {
      const entry = nextOf(await this.#stored(), lane); // read while nobody else works on it
      if (!entry) return;
      const wait_ms = entry.notBefore - this.#ports.now();
      if (wait_ms > 0) return this.#drainLater(lane, wait_ms);
      const outcome = await this.#ports.send(entry);
      const next = after(entry, outcome, this.#ports.now(), this.#ports.chance());
      await this.#record(entry, outcome, next);
      if (next.is === "waits") return this.#drainLater(lane, next.entry.notBefore - this.#ports.now());
      if (outcome.is === "signed_out") return; // until the person is back
    }
  }

  async #record(entry: StoredEntry, outcome: Outcome, next: Next) {
    if (next.is === "gone") await this.#ports.store.remove(entry.key);
    else await this.#ports.store.replace(next.entry);
    if (outcome.is === "done") {
      this.#ports.onAnswer(entry, outcome.answer);
      this.#settle(entry.key, (waiting) => waiting.resolve(outcome.answer));
      this.#ports.tell({ is: "answered", key: entry.key, answer: outcome.answer });
    } else if (outcome.is === "refused") {
      const { status, members } = outcome.problem;
      this.#settle(entry.key, (waiting) => waiting.reject(outcome.problem));
      this.#ports.tell({ is: "refused", key: entry.key, status, body: members });
    } else {
      this.#ports.tell({ is: "changed" });
    }
    await this.#reload();
  }

  #drainLater(lane: string, ms: number) {
    if (!this.#closed)
      this.#timers.set(
        lane,
        this.#ports.later(() => void this.drain(lane), ms),
      );
  }

  #settle(key: string, how: (waiting: Waiting) => void) {
    const waiting = this.#waiting.get(key);
    this.#waiting.delete(key);
    if (waiting) how(waiting);
  }

  #stored() {
    return this.#ports.store.all(this.account);
  }

  async #reload() {
    const stored = await this.#stored();
    const adding = [...this.#adding.values()].filter(({ key }) => !stored.some((entry) => entry.key === key));
    this.#show([...stored, ...adding]);
  }

  #show(entries: readonly Entry[]) {
    if (entries.length === 0 && this.#entries.length === 0) return;
    this.#entries = entries;
    for (const watcher of this.#watchers) watcher();
  }
}
