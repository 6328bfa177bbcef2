// The frame's page: head, messages, what there is to be said about the connection, and the field to write in.
import { Composer } from "./composer";
import { element, icon } from "./dom";
import { Entries } from "./entries";
import type { Thread, Unsent } from "./messages";
import type { Texts } from "./texts";

export interface ViewActions {
  send: (text: string) => void;
  typed: (text: string) => void;
  again: (one: Unsent) => void;
  drop: (one: Unsent) => void;
  earlier: () => void;
  atEnd: () => void; // the newest message is in sight
  close?: () => void;
}

const end_px = 24; // as good as at the end
const notice_ms = 12_000;

export class View {
  readonly composer: Composer;
  private readonly entries: Entries;
  private readonly scroller = element("div", { class: "scroller", role: "log", tabindex: 0 });
  private readonly greeting: HTMLElement;
  private readonly earlier: HTMLButtonElement;
  private readonly typing = element("p", { class: "typing", hidden: true });
  private readonly pill: HTMLButtonElement;
  private readonly connection = element("p", { class: "banner", role: "status", hidden: true });
  private readonly notice = element("p", { class: "banner kind", role: "status", hidden: true });
  private notice_over = 0;

  constructor(
    private readonly texts: Texts,
    business: string,
    draft: string,
    actions: ViewActions,
  ) {
    this.entries = new Entries(texts, actions);
    this.composer = new Composer(texts, draft, {
      send: actions.send,
      typed: actions.typed,
      notice: (text) => this.say(text),
    });
    this.greeting = element(
      "div",
      { class: "greeting" },
      element("h2", { dir: "auto" }, texts.greeting(business)),
      element("p", {}, texts.promise),
    );
    this.earlier = element("button", { type: "button", class: "link earlier", hidden: true }, texts.earlier);
    this.earlier.addEventListener("click", actions.earlier);
    this.pill = element("button", { type: "button", class: "pill", hidden: true });
    this.pill.addEventListener("click", () => this.toEnd());
    const head = element("header", {}, element("h1", { dir: "auto" }, business));
    if (actions.close) {
      const close = element(
        "button",
        { type: "button", class: "close", "aria-label": texts.close, title: texts.close },
        icon("cross"),
      );
      close.addEventListener("click", actions.close);
      head.append(close);
    }
    this.scroller.setAttribute("aria-label", texts.messages);
    this.scroller.append(this.earlier, this.greeting, this.entries.list, this.typing);
    this.scroller.addEventListener("scroll", () => {
      if (!this.isAtEnd()) return;
      this.pill.hidden = true;
      actions.atEnd();
    });
    document.body.replaceChildren(
      element("main", {}, head, this.scroller, this.pill, this.connection, this.notice, this.composer.form),
    );
    this.composer.grow();
    this.takeNoFiles();
    addEventListener("resize", () => this.composer.grow());
  }

  // `unread`: how many are new for who looks. What others say moves nothing under somebody who reads further up.
  show(thread: Thread, { waits, unread, own }: { waits: boolean; unread: number; own: boolean }) {
    const stays = this.isAtEnd() || own;
    const height = this.scroller.scrollHeight;
    const top = this.scroller.scrollTop;
    const first = this.entries.list.querySelector(".message")?.getAttribute("data-id");
    this.entries.show(thread, waits);
    this.greeting.hidden = thread.messages.length + thread.unsent.length > 0;
    this.earlier.hidden = thread.earlier === null;
    if (stays) this.toEnd();
    else if (first && first !== this.entries.list.querySelector(".message")?.getAttribute("data-id"))
      this.scroller.scrollTop = top + this.scroller.scrollHeight - height; // what came in front pushes nothing down
    this.pill.hidden = stays || unread === 0;
    this.pill.replaceChildren(this.texts.newMessages(unread), icon("down"));
  }

  types(name: string | null) {
    const stays = this.isAtEnd();
    this.typing.hidden = name === null;
    this.typing.textContent = name === null ? "" : `${name} ${this.texts.types}`;
    if (stays) this.toEnd();
  }

  isAtEnd() {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight <= end_px;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.pill.hidden = true;
  }

  // About the connection: until it is another.
  connect(text: string) {
    this.connection.hidden = text === "";
    if (this.connection.textContent !== text) this.connection.textContent = text;
  }

  // A word to who has just done something; it goes by itself.
  say(text: string) {
    clearTimeout(this.notice_over);
    this.notice.textContent = text;
    this.notice.hidden = false;
    this.notice_over = window.setTimeout(() => (this.notice.hidden = true), notice_ms);
  }

  private takeNoFiles() {
    const holds = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    addEventListener("dragover", (event) => holds(event) && event.preventDefault());
    addEventListener("drop", (event) => {
      if (!holds(event)) return;
      event.preventDefault();
      this.say(this.texts.noFiles);
    });
  }
}

export function showDenied(texts: Texts) {
  document.body.replaceChildren(element("main", {}, element("p", { class: "denied", role: "alert" }, texts.denied)));
}
