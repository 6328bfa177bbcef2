// One widget on a page: the button, the panel with the frame, and what the two have to say to one another.
import { isOurs, type Theme, type ToFrame } from "../protocol";
import {
  accent,
  badgeStyle,
  buttonStyle,
  calm,
  dark,
  frameStyle,
  hostStyle,
  icon,
  panelStyle,
  phone,
  saidStyle,
  shownStyle,
  styled,
} from "./looks";
import { remembered } from "./remembered";
import { type ButtonTexts, buttonTexts } from "./texts";

export interface Place {
  address: string; // of the frame
  theme: Theme;
  left: boolean;
  color?: string;
  language: "en" | "de";
  visitor?: { name?: string; email?: string };
}

const answers_within_ms = 10_000; // a frame that has loaded and may be shown
const matches = (query: string) => matchMedia(query).matches;

export class Panel {
  private readonly frameOrigin: string;
  private readonly texts: ButtonTexts;
  private readonly host = document.createElement("div");
  private readonly button = document.createElement("button");
  private readonly badge = document.createElement("span");
  private readonly box = document.createElement("div");
  private readonly said = document.createElement("div");
  private readonly frame = document.createElement("iframe");
  private readonly media: MediaQueryList[] = [];
  private readonly keep: ReturnType<typeof remembered>;
  private shown = false;
  private loading = false;
  private loaded = false; // the frame is where it belongs, and hears
  private ready = false;
  private unread = 0;
  private before: Element | null = null; // where the focus goes back to
  private scroll = "";
  private patience = 0;

  constructor(private readonly place: Place) {
    this.frameOrigin = new URL(place.address).origin;
    this.texts = buttonTexts[place.language];
    this.keep = remembered(place.address);
    this.make();
    window.addEventListener("message", this.heard);
    this.host.addEventListener("keydown", this.key);
    for (const query of [phone, calm, dark]) {
      const list = matchMedia(query);
      this.media.push(list);
      list.addEventListener("change", this.look);
    }
    if (this.keep.open()) this.open();
    else if (this.keep.known()) this.load(); // answers may have come
  }

  open = () => {
    if (this.shown) return;
    this.shown = true;
    this.before = document.activeElement;
    this.load();
    this.keep.setOpen(true);
    this.look();
    if (matches(phone)) this.lockScroll(true);
    this.frame.focus();
    this.tell({ millrace: "opened" });
  };

  close = () => {
    if (!this.shown) return;
    this.shown = false;
    this.keep.setOpen(false);
    this.look();
    this.lockScroll(false);
    this.tell({ millrace: "closed" });
    const back =
      this.before instanceof HTMLElement && this.before !== document.body && this.before !== this.host
        ? this.before
        : this.button;
    back.focus();
  };

  destroy() {
    window.removeEventListener("message", this.heard);
    for (const list of this.media) list.removeEventListener("change", this.look);
    clearTimeout(this.patience);
    this.lockScroll(false);
    this.host.remove();
  }

  private make() {
    const root = this.host.attachShadow({ mode: "open" });
    this.host.setAttribute("data-millrace-widget", "");
    this.button.type = "button";
    this.button.setAttribute("aria-haspopup", "dialog");
    this.button.addEventListener("click", () => (this.shown ? this.close() : this.open()));
    this.box.setAttribute("role", "dialog");
    this.box.setAttribute("aria-label", this.texts.chat);
    this.frame.title = this.texts.chat;
    this.frame.referrerPolicy = "no-referrer";
    this.frame.addEventListener("load", this.greet);
    this.badge.setAttribute("aria-hidden", "true");
    this.said.setAttribute("role", "status");
    this.box.append(this.said);
    root.append(this.box, this.button, this.badge);
    document.body.append(this.host);
    this.look();
  }

  // Everything that can be seen, as things stand.
  private look = () => {
    const { left, color = accent } = this.place;
    const narrow = matches(phone);
    styled(this.host, hostStyle(left));
    styled(this.button, { ...buttonStyle(color), visibility: this.shown && narrow ? "hidden" : "visible" });
    this.button.replaceChildren(icon(this.shown ? "cross" : "chat"));
    const label = this.shown ? this.texts.close : this.texts.open;
    this.button.setAttribute(
      "aria-label",
      this.unread && !this.shown ? `${label}, ${this.texts.unread(this.unread)}` : label,
    );
    this.button.setAttribute("aria-expanded", String(this.shown));
    this.badge.textContent = this.unread > 99 ? "99+" : String(this.unread);
    styled(this.badge, { ...badgeStyle, display: this.unread && !this.shown ? "block" : "none" });
    styled(this.box, { ...panelStyle(left, narrow, this.isDark()), ...shownStyle(this.shown, !matches(calm)) });
    styled(this.frame, frameStyle);
    styled(this.said, { ...saidStyle(this.isDark()), display: this.said.textContent ? "flex" : "none" });
  };

  private isDark() {
    return this.place.theme === "dark" || (this.place.theme === "auto" && matches(dark));
  }

  // The page behind a panel that covers it all stays where it is.
  private lockScroll(locked: boolean) {
    const { style } = document.documentElement;
    if (locked) {
      this.scroll = style.overflow;
      style.overflow = "hidden";
    } else if (style.overflow === "hidden") style.overflow = this.scroll;
  }

  private load() {
    if (this.loading) return;
    this.loading = true;
    this.frame.src = this.place.address;
    this.box.prepend(this.frame);
  }

  // It has loaded, again perhaps. Only a page of our host hears it.
  private greet = () => {
    this.loaded = true;
    const { theme, color, language, visitor } = this.place;
    this.tell({ millrace: "hello", theme, color, language, visitor, open: this.shown });
    clearTimeout(this.patience);
    if (!this.ready) this.patience = window.setTimeout(this.denied, answers_within_ms);
  };

  private denied = () => {
    clearTimeout(this.patience);
    console.warn(
      `Millrace: the widget may not be shown on ${location.origin}, or its server does not answer. A site is allowed in the settings of the business (widget_origins).`,
    );
    this.said.textContent = this.texts.denied;
    this.look();
  };

  private tell(what: ToFrame) {
    if (this.loaded) this.frame.contentWindow?.postMessage(what, this.frameOrigin);
  }

  private heard = (event: MessageEvent) => {
    const { source, origin } = event;
    if (!source || source !== this.frame.contentWindow || origin !== this.frameOrigin || !isOurs(event.data)) return;
    const { millrace: what, count, known } = event.data;
    if (what === "ready") {
      this.ready = true;
      clearTimeout(this.patience);
      this.said.textContent = "";
      this.look();
    } else if (what === "denied") this.denied();
    else if (what === "close") this.close();
    else if (what === "known") this.keep.setKnown(known === true);
    else if (what === "unread" && typeof count === "number" && count >= 0) {
      this.unread = Math.floor(count);
      this.look();
    }
  };

  private key = (event: KeyboardEvent) => {
    if (event.key === "Escape" && this.shown) {
      event.stopPropagation();
      this.close();
    }
  };
}
