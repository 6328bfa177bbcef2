// The frame: puts together what it is given by the server, the browser and the page around it.
import { isColor, languageOf, type Theme, wantsWhite } from "../protocol";
import { Api } from "./api";
import { Conversation } from "./conversation";
import { keepOf } from "./keep";
import { LiveLine } from "./live";
import { Surroundings } from "./surroundings";
import { textsOf } from "./texts";
import { showDenied, View } from "./view";

interface Config {
  business_id: string;
  widget_key: string;
  name: string;
  widget_origins: string[];
}

const config = JSON.parse(
  document.querySelector<HTMLMetaElement>('meta[name="millrace-widget"]')?.content ?? "{}",
) as Config;
const keep = keepOf(config.business_id);
const page = document.documentElement;
const wait = (ms: number, then: () => void) => {
  const waiting = setTimeout(then, ms);
  return () => clearTimeout(waiting);
};

let view: View | undefined;
let texts = textsOf.en;
let open = false;
let who: { name?: string; email?: string } = {};
let agent = "";
let stop_typing = () => {};
let connection_lost = () => {};

function typing(until: string) {
  const ms = Math.min(10_000, Date.parse(until) - Date.now());
  stop_typing();
  view?.types(agent || texts.somebody);
  stop_typing = wait(Math.max(1_000, Number.isFinite(ms) ? ms : 5_000), () => view?.types(null));
}

// What there is to be said of the connection; a short break is nobody's business.
function connection(reachable: boolean) {
  connection_lost();
  if (!navigator.onLine) return view?.connect(texts.offline);
  if (reachable) return view?.connect(keep.lasts ? "" : texts.forgets);
  connection_lost = wait(2_000, () => view?.connect(texts.unreachable));
}

const line = new LiveLine(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/connection/websocket`, {
  changes: (changes) => {
    if (changes.some((change) => change.row.author !== "customer")) {
      stop_typing();
      view?.types(null);
    }
    conversation.changes(changes);
  },
  typing,
  connected: (connected) => conversation.connected(connected),
  missed: () => void conversation.read(),
  over: () => conversation.over(),
});

const conversation: Conversation = new Conversation({
  api: new Api(`/widget/${config.widget_key}`, { embedder: () => around.embedder }),
  line,
  keep,
  wait,
  who: () => who,
  inSight: () => open && !document.hidden && (view?.isAtEnd() ?? false),
  known: (known) => around.tell({ millrace: "known", known }),
  show: ({ thread, waits, unread, own, reachable }) => {
    agent = [...thread.messages].reverse().find((message) => message.agent?.name)?.agent?.name ?? agent;
    view?.show(thread, { waits, unread: unread.length, own });
    around.tell({ millrace: "unread", count: unread.length });
    connection(reachable && !waits);
  },
});

function look(theme: Theme, color?: string) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const set = () => page.setAttribute("data-theme", theme === "auto" ? (dark.matches ? "dark" : "light") : theme);
  set();
  if (dark.addEventListener) dark.addEventListener("change", set);
  if (!isColor(color)) return;
  page.style.setProperty("--accent", color);
  page.style.setProperty("--on-accent", wantsWhite(color) ? "#fff" : "#111");
}

const around = new Surroundings(config.widget_origins, {
  hello: ({ theme, color, language, visitor, open: opened }) => {
    texts = textsOf[languageOf(language, navigator.language)];
    page.lang = texts.locale;
    document.title = config.name;
    look(theme === "dark" || theme === "light" ? theme : "auto", color);
    const text = (value: unknown) => (typeof value === "string" && value.trim() ? value.trim() : undefined);
    who = { name: text(visitor?.name), email: text(visitor?.email) };
    open = opened === true;
    view = new View(texts, config.name, keep.draft(), {
      send: (said) => conversation.say(said),
      typed: (draft) => {
        keep.setDraft(draft);
        if (draft) conversation.types();
      },
      again: (one) => conversation.again(one),
      drop: (one) => conversation.drop(one),
      earlier: () => void conversation.readEarlier(),
      atEnd: () => conversation.look(),
      close: window.parent === window ? undefined : () => around.tell({ millrace: "close" }),
    });
    if (open) view.composer.focus();
    connection(true);
    void conversation.begin();
  },
  denied: () => showDenied(textsOf[languageOf(navigator.language)]),
  opened: () => {
    open = true;
    view?.composer.focus();
    view?.composer.grow();
    view?.toEnd();
    conversation.look();
  },
  closed: () => {
    open = false;
  },
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) around.tell({ millrace: "close" });
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  conversation.look();
  conversation.hurry();
});
addEventListener("storage", () => conversation.elsewhere());
addEventListener("online", () => conversation.hurry());
addEventListener("offline", () => connection(false));
