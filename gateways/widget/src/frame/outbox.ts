// Texts on their way to the server: one after the other, each under its key until the server has answered for it, however often the way
// breaks off or the page is loaded anew. So each is said once.
import type { Answer, Api } from "./api";
import { freshKey, type Keep, type Visitor } from "./keep";
import type { Message, Unsent } from "./messages";

export interface World {
  api: Pick<Api, "begin" | "say">;
  keep: Keep;
  who: () => { name?: string; email?: string };
  // Has become somebody, or is nobody any more.
  became: (visitor: Visitor | null) => void;
  said: (message: Message) => void;
  changed: () => void;
  wait: (ms: number, then: () => void) => () => void; // … and not any more
}

const first_pause_ms = 1_000;
const longest_pause_ms = 30_000;

export class Outbox {
  sending = false; // one is under way; what the live channel says of the visitor's own words may be that one
  waits = false; // for the way to be free again
  private pause_ms = first_pause_ms;
  private cancel: (() => void) | undefined;
  private begunAnew = false;

  constructor(private readonly world: World) {}

  add(text: string) {
    this.world.keep.setUnsent({ key: freshKey(), text, at: new Date().toISOString() });
    this.world.changed();
    void this.flush();
  }

  again(one: Unsent) {
    this.world.keep.setUnsent({ key: one.key, text: one.text, at: one.at });
    this.world.changed();
    void this.flush();
  }

  drop(one: Unsent) {
    this.world.keep.dropUnsent(one.key);
    this.world.changed();
  }

  // Somebody may be there to be asked again.
  hurry() {
    this.pause_ms = first_pause_ms;
    void this.flush();
  }

  async flush(): Promise<void> {
    if (this.sending || !this.next()) return;
    this.cancel?.();
    this.sending = true;
    try {
      for (let next = this.next(); next; next = this.next()) if (!(await this.send(next))) break;
    } finally {
      this.sending = false;
      this.world.changed();
    }
  }

  private next() {
    return this.world.keep.unsent().find((one) => !one.why);
  }

  // False: later.
  private async send(one: Unsent): Promise<boolean> {
    const { api, keep } = this.world;
    const visitor = keep.visitor() ?? (await this.begin(one));
    if (typeof visitor === "boolean") return visitor;
    const answer = await api.say(visitor, one.key, one.text);
    if (answer.is === "over" && !this.begunAnew) {
      this.begunAnew = true; // once: whoever comes next is new here
      keep.setVisitor(null);
      this.world.became(null);
      return true;
    }
    if (answer.is !== "done") return this.failed(one, answer);
    this.over();
    keep.dropUnsent(one.key);
    this.world.said(answer.value);
    return true;
  }

  // A lost answer is asked for again: the same visitor, not another one. What the site says of its visitor is a courtesy: where it cannot
  // be taken, it is left out. Without a visitor: whether to go on with the next one.
  private async begin(one: Unsent): Promise<Visitor | boolean> {
    const { api, keep } = this.world;
    const make = (key: string, who: { name?: string; email?: string }) => {
      keep.setBirth(key);
      return api.begin(key, who);
    };
    const who = this.world.who();
    let answer = await make(keep.birth() ?? freshKey(), who);
    if (answer.is === "no" && (who.name || who.email)) answer = await make(freshKey(), {});
    if (answer.is !== "done") return this.failed(one, answer);
    keep.setVisitor(answer.value);
    keep.setBirth(null);
    this.world.became(answer.value);
    return answer.value;
  }

  private failed(one: Unsent, answer: Exclude<Answer<unknown>, { is: "done" }>): boolean {
    if (answer.is !== "later") {
      this.waits = false;
      this.world.keep.setUnsent({ ...one, why: answer.is === "no" ? answer.code : "over" });
      if (answer.is === "no") this.world.keep.setBirth(null);
      return true;
    }
    this.waits = true;
    this.cancel = this.world.wait(answer.after_ms ?? this.pause_ms, () => void this.flush());
    this.pause_ms = Math.min(longest_pause_ms, this.pause_ms * 2);
    return false;
  }

  private over() {
    this.waits = false;
    this.pause_ms = first_pause_ms;
  }
}
