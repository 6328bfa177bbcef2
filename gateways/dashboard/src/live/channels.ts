// Who listens to which channel: one subscription a channel, however many screens show what it carries.
import type { Live } from "@/api/types";
import type { Change } from "./change";
import { type ChannelLog, type Frame, hear, heardSince, openLog } from "./channel_log";

export interface Transport {
  /** Frames since that position, until the answer is called. */
  subscribe(since: Live, onFrame: (frame: Frame) => void): () => void;
}

export interface Listener {
  /** What the channel carries cannot be patched any more: fetch it again. */
  onLost: () => void;
  onChanges?: (changes: Change[]) => void;
}

interface OpenChannel {
  log: ChannelLog;
  listeners: Set<Listener>;
  close: () => void;
  closing: ReturnType<typeof setTimeout> | undefined;
  /** So many snapshots in a row were older than what is known here: the server has yet to catch up, and is given time. */
  behind: number;
}

const first_wait_ms = 250;
const longest_wait_ms = 5000;
const linger_ms = 10_000; // who comes back soon finds the channel open

export class LiveChannels {
  readonly #transport: Transport;
  readonly #onChanges: (channel: string, changes: Change[]) => void;
  readonly #open = new Map<string, OpenChannel>();

  constructor(transport: Transport, onChanges: (channel: string, changes: Change[]) => void) {
    this.#transport = transport;
    this.#onChanges = onChanges;
  }

  /** From the snapshot on: what has happened since is told first. */
  listen(since: Live, listener: Listener) {
    const open = this.#open.get(since.channel) ?? this.#subscribe(since);
    clearTimeout(open.closing);
    open.listeners.add(listener);
    const missed = heardSince(open.log, since);
    if (missed) {
      open.behind = 0;
      this.#tell(since.channel, missed, [listener]);
    } else {
      const lost = () => void (open.listeners.has(listener) && listener.onLost());
      if (open.behind === 0) queueMicrotask(lost);
      else setTimeout(lost, Math.min(longest_wait_ms, first_wait_ms * 2 ** open.behind));
      open.behind += 1;
    }
    return () => this.#leave(since.channel, listener);
  }

  close() {
    for (const { close, closing } of this.#open.values()) {
      clearTimeout(closing);
      close();
    }
    this.#open.clear();
  }

  #subscribe(since: Live) {
    const open: OpenChannel = {
      log: openLog(since),
      listeners: new Set(),
      close: () => {},
      closing: undefined,
      behind: 0,
    };
    this.#open.set(since.channel, open);
    open.close = this.#transport.subscribe(since, (frame) => this.#hear(since.channel, open, frame));
    return open;
  }

  #hear(channel: string, open: OpenChannel, frame: Frame) {
    const { log, fresh, lost } = hear(open.log, frame);
    open.log = log;
    this.#tell(channel, fresh, [...open.listeners]);
    if (lost) for (const listener of [...open.listeners]) listener.onLost();
  }

  #tell(channel: string, changes: Change[], listeners: Listener[]) {
    if (changes.length === 0) return;
    this.#onChanges(channel, changes);
    for (const listener of listeners) listener.onChanges?.(changes);
  }

  #leave(channel: string, listener: Listener) {
    const open = this.#open.get(channel);
    if (!open?.listeners.delete(listener) || open.listeners.size > 0) return;
    open.closing = setTimeout(() => {
      open.close();
      this.#open.delete(channel);
    }, linger_ms);
  }
}
