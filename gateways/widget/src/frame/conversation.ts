// One visitor's conversation with a business: what is kept, what is sent, what is heard, and what of it is shown. The page and the world
// are given to it, so that tests can be both.
import type { Answer, Api, Live, Page } from "./api";
import type { Keep, Visitor } from "./keep";
import {
  byVisitor,
  type Change,
  type Message,
  newestOf,
  nothingSaid,
  type Thread,
  type Unsent,
  unreadOf,
  withChanges,
  withMessages,
} from "./messages";
import { Outbox } from "./outbox";

export interface Line {
  open: (visitor: Visitor, live: Live) => void;
  types: () => void;
  hurry: () => void;
  close: () => void;
  readonly isOpen: boolean;
}

export interface Shown {
  thread: Thread;
  waits: boolean;
  unread: Message[];
  own: boolean; // something was said by who looks, just now
  reachable: boolean;
}

export interface Outside {
  api: Pick<Api, "begin" | "say" | "read" | "report">;
  line: Line;
  keep: Keep;
  who: () => { name?: string; email?: string };
  show: (shown: Shown) => void;
  inSight: () => boolean; // somebody sees the newest message
  known: (known: boolean) => void;
  wait: (ms: number, then: () => void) => () => void;
}

const first_pause_ms = 1_000;
const longest_pause_ms = 30_000;
const most_reported = 20; // at a time, that they have been read

export class Conversation {
  private thread: Thread = nothingSaid;
  private readonly outbox: Outbox;
  private held: Change[] = []; // of the visitor's own, while one is under way: it may be that very one
  private own = false;
  private reachable = true;
  private reading = false;
  private pause_ms = first_pause_ms;
  private readonly reported = new Set<string>();

  constructor(private readonly outside: Outside) {
    const { api, keep, who, wait } = outside;
    this.outbox = new Outbox({
      api,
      keep,
      who,
      wait,
      became: (visitor) => this.became(visitor),
      said: (message) => {
        this.thread = withMessages(this.thread, [message]);
        this.own = true;
      },
      changed: () => this.letGo(),
    });
  }

  // What was not sent before goes first, so that it is not shown twice.
  async begin() {
    this.outside.known(this.outside.keep.visitor() !== null);
    this.show();
    await this.outbox.flush();
    await this.read();
  }

  say(text: string) {
    this.own = true;
    this.outbox.add(text);
  }
  again(one: Unsent) {
    this.outbox.again(one);
  }
  drop(one: Unsent) {
    this.outbox.drop(one);
  }
  types() {
    this.outside.line.types();
  }

  // The way may be free again.
  hurry() {
    this.pause_ms = first_pause_ms;
    this.outbox.hurry();
    if (this.outside.line.isOpen) this.outside.line.hurry();
    else void this.read();
  }

  // Perhaps the newest message is in sight from now on.
  look() {
    if (this.outside.inSight()) this.seen();
  }

  // Another page of the same site has changed what is kept: somebody has become somebody, has seen something, or has written.
  elsewhere() {
    if (this.outside.keep.visitor() && !this.outside.line.isOpen) void this.read();
    else this.show();
  }

  connected(connected: boolean) {
    this.reachable = connected;
    if (connected && this.outbox.waits) this.outbox.hurry();
    this.show();
  }

  changes(changes: Change[]) {
    const busy = this.outbox.sending || this.outbox.waits;
    const known = new Set(this.thread.messages.map((message) => message.id));
    const holds = (change: Change) => busy && byVisitor(change.row) && !known.has(change.row.id);
    this.held.push(...changes.filter(holds));
    this.thread = withChanges(
      this.thread,
      changes.filter((change) => !holds(change)),
    );
    this.show();
  }

  over() {
    this.outside.keep.setVisitor(null);
    this.became(null);
    this.show();
  }

  // All that there is anew, and where it goes on.
  async read(): Promise<void> {
    const visitor = this.outside.keep.visitor();
    if (!visitor || this.reading) return;
    this.reading = true;
    const answer = await this.outside.api.read(visitor);
    this.reading = false;
    this.hear(answer, visitor);
  }

  async readEarlier() {
    const visitor = this.outside.keep.visitor();
    if (!visitor || !this.thread.earlier) return;
    const answer = await this.outside.api.read(visitor, this.thread.earlier);
    if (answer.is !== "done") return;
    this.thread = { ...withMessages(this.thread, answer.value.items), earlier: answer.value.next_cursor };
    this.show();
  }

  private hear(answer: Answer<Page>, visitor: Visitor) {
    if (answer.is === "done") {
      const first = this.thread.messages.length === 0;
      this.pause_ms = first_pause_ms;
      this.reachable = true;
      this.thread = withMessages(this.thread, answer.value.items);
      if (first) this.thread = { ...this.thread, earlier: answer.value.next_cursor };
      this.outside.line.open(visitor, answer.value.live);
    } else if (answer.is === "over") this.over();
    else {
      this.reachable = false;
      this.outside.wait(
        answer.is === "later" && answer.after_ms ? answer.after_ms : this.pause_ms,
        () => void this.read(),
      );
      this.pause_ms = Math.min(longest_pause_ms, this.pause_ms * 2);
    }
    this.show();
  }

  private became(visitor: Visitor | null) {
    this.outside.known(visitor !== null);
    if (visitor) return;
    this.outside.line.close();
    this.thread = nothingSaid;
    this.held = [];
    this.outside.keep.setSeen("");
  }

  // Nothing is under way any more: what was held is something else, or known by now.
  private letGo() {
    if (!this.outbox.sending && !this.outbox.waits) {
      this.thread = withChanges(this.thread, this.held);
      this.held = [];
      if (!this.outside.line.isOpen) void this.read();
    }
    this.show();
  }

  private seen() {
    const newest = newestOf(this.thread);
    if (newest <= this.outside.keep.seen()) return;
    const visitor = this.outside.keep.visitor();
    const unread = unreadOf(this.thread, this.outside.keep.seen());
    this.outside.keep.setSeen(newest);
    if (visitor)
      for (const message of unread.slice(-most_reported)) {
        if (message.status === "read" || this.reported.has(message.id)) continue;
        this.reported.add(message.id);
        void this.outside.api.report(visitor, message.id, "read");
      }
    this.show();
  }

  private show() {
    const own = this.own;
    this.own = false;
    const { keep } = this.outside;
    this.outside.show({
      thread: { ...this.thread, unsent: keep.unsent() },
      waits: this.outbox.waits,
      unread: unreadOf(this.thread, keep.seen()),
      own,
      reachable: this.reachable,
    });
    this.look();
  }
}
