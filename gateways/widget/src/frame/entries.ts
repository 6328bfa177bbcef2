// The messages as they stand in the list: by day and author, each with its state. What is known already keeps its element, so that
// nothing jumps and nothing is read out twice.
import { element, written } from "./dom";
import { byVisitor, type Message, type Thread, type Unsent } from "./messages";
import { localeOf, type Texts } from "./texts";

export interface EntryActions {
  again: (one: Unsent) => void;
  drop: (one: Unsent) => void;
}

// Whose, how it stands among those around it: names and times are said once for several.
interface Place {
  who: string;
  first: boolean;
  last: boolean;
}

interface Entry {
  key: string;
  stamp: string; // of what it shows
  make: () => HTMLElement;
}

const together_ms = 5 * 60_000;

const dayOf = (at: string) => new Date(at).toDateString();

export class Entries {
  readonly list = element("ol", { class: "messages" });
  private readonly shown = new Map<string, { stamp: string; made: HTMLElement }>();
  private readonly time: Intl.DateTimeFormat;
  private readonly day: Intl.DateTimeFormat;

  constructor(
    private readonly texts: Texts,
    private readonly actions: EntryActions,
  ) {
    const locale = localeOf(texts, navigator.languages);
    this.time = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
    this.day = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
  }

  show(thread: Thread, waits: boolean, now = new Date()) {
    const entries = this.entries(thread, waits, now);
    const wanted = new Set(entries.map((entry) => entry.key));
    for (const [key, { made }] of this.shown) {
      if (wanted.has(key)) continue;
      made.remove();
      this.shown.delete(key);
    }
    let before: Element | null = null;
    for (const entry of entries) {
      let known = this.shown.get(entry.key);
      if (known?.stamp !== entry.stamp) {
        const made = entry.make();
        known?.made.replaceWith(made);
        known = { stamp: entry.stamp, made };
        this.shown.set(entry.key, known);
      }
      const follows: Element | null = before ? before.nextElementSibling : this.list.firstElementChild;
      if (follows !== known.made) this.list.insertBefore(known.made, follows);
      before = known.made;
    }
  }

  private entries(thread: Thread, waits: boolean, now: Date): Entry[] {
    const all: Entry[] = [];
    let day = "";
    let author = "";
    const newDay = (at: string) => {
      if (dayOf(at) === day) return;
      day = dayOf(at);
      author = "";
      const name = this.nameOf(at, now);
      all.push({
        key: `day ${day}`,
        stamp: name,
        make: () => element("li", { class: "day" }, element("span", {}, name)),
      });
    };
    thread.messages.forEach((message, n) => {
      newDay(message.created_at);
      const who = this.authorOf(message);
      const next = thread.messages[n + 1];
      const place = { who, first: author !== who, last: !next || !this.together(message, next) };
      author = who;
      all.push({
        key: message.id,
        stamp: `${message.position} ${place.first} ${place.last}`,
        make: () => this.message(message, place),
      });
    });
    thread.unsent.forEach((one, n) => {
      newDay(one.at);
      const state = one.why ? `refused ${one.why}` : waits ? "waits" : "sending";
      const next = thread.unsent[n + 1];
      const last = !next || next.why !== one.why;
      all.push({ key: one.key, stamp: `${state} ${last}`, make: () => this.unsent(one, waits, last) });
    });
    return all;
  }

  private nameOf(at: string, now: Date) {
    if (dayOf(at) === now.toDateString()) return this.texts.today;
    const before = new Date(now);
    before.setDate(now.getDate() - 1);
    return dayOf(at) === before.toDateString() ? this.texts.yesterday : this.day.format(new Date(at));
  }

  private authorOf(message: Message) {
    return byVisitor(message) ? this.texts.you : (message.agent?.name ?? message.author_name ?? this.texts.somebody);
  }

  private together(a: Message, b: Message) {
    const close = Date.parse(b.created_at) - Date.parse(a.created_at) < together_ms;
    return close && dayOf(a.created_at) === dayOf(b.created_at) && this.authorOf(a) === this.authorOf(b);
  }

  private message(message: Message, { who, first, last }: Place) {
    const mine = byVisitor(message);
    const kind = `message ${mine ? "mine" : "theirs"}${first ? " first" : ""}`;
    const made = element("li", { class: kind, "data-id": message.id });
    if (first && !mine) made.append(element("span", { class: "author", dir: "auto" }, who));
    else made.append(element("span", { class: "unseen" }, who));
    const gone = message.deleted_at || message.text === null;
    made.append(
      element(
        "div",
        { class: gone ? "bubble removed" : "bubble", dir: "auto" },
        ...(gone ? [this.texts.removed] : written(message.text ?? "")),
      ),
    );
    const time = element("time", { datetime: message.created_at }, this.time.format(new Date(message.created_at)));
    made.append(element("span", { class: last ? "state" : "unseen" }, time));
    return made;
  }

  private unsent(one: Unsent, waits: boolean, last: boolean) {
    const { texts } = this;
    const made = element(
      "li",
      { class: "message mine unsent" },
      element("div", { class: "bubble", dir: "auto" }, ...written(one.text)),
    );
    const state = element("span", { class: one.why ? "state refused" : last ? "state" : "unseen" });
    if (!one.why) state.append(waits ? texts.waits : texts.sending);
    else {
      const again = element("button", { type: "button", class: "link" }, texts.again);
      again.addEventListener("click", () => this.actions.again(one));
      const drop = element("button", { type: "button", class: "link" }, texts.drop);
      drop.addEventListener("click", () => this.actions.drop(one));
      state.append(element("span", {}, `${texts.refused}. ${texts.why[one.why] ?? ""}`), again, drop);
    }
    made.append(state);
    return made;
  }
}
