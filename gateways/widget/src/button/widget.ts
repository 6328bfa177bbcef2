// widget.js: what a site loads. Puts a button on the page, and behind it the frame with the conversation. It depends on nothing, asks
// the network for nothing but the frame, and sets no style but through the CSSOM: a page with a strict Content-Security-Policy needs
// script-src and frame-src for the host that this comes from, and no more.
import { isColor, languageOf, type Theme } from "../protocol";
import { Panel } from "./panel";

export interface Options {
  widgetKey?: string;
  businessId?: string;
  theme?: Theme;
  position?: string; // "right" or "left", also as "bottom-right", "bottom-left"
  color?: string;
  language?: string;
  visitor?: { name?: string; email?: string };
}

const script = document.currentScript as HTMLScriptElement | null;
const host = new URL(script?.src ?? location.href).origin;

let panel: Panel | undefined;

// The address of the frame; nothing when the options name no widget.
export function frameOf(options: Options, from: string): string | undefined {
  if (options.widgetKey && /^wk(_[0-9a-f]+){4}$/.test(options.widgetKey))
    return `${from}/widget/frame/${options.widgetKey}`;
  if (options.businessId && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(options.businessId))
    return `${from}/widget/frame/of/${options.businessId}`;
  return undefined;
}

// Never throws: a site goes on without its chat.
function init(options: Options = {}) {
  const address = frameOf(options, host);
  if (!address) {
    console.error(
      "Millrace: CrossChat.init needs the widgetKey or the businessId of your business, as its settings show it.",
    );
    return api;
  }
  onceThereIsAPage(() => {
    panel?.destroy();
    panel = new Panel({
      address,
      theme: options.theme === "light" || options.theme === "dark" ? options.theme : "auto",
      left: /left$/.test(options.position ?? ""),
      color: isColor(options.color) ? options.color : undefined,
      language: languageOf(options.language, document.documentElement.lang, navigator.language),
      visitor: options.visitor,
    });
  });
  return api;
}

function onceThereIsAPage(what: () => void) {
  if (document.body) what();
  else document.addEventListener("DOMContentLoaded", what);
}

const api = {
  init,
  open: () => panel?.open(),
  close: () => panel?.close(),
  destroy: () => {
    panel?.destroy();
    panel = undefined;
  },
};

// The same as attributes of the script's tag: data-widget-key, data-business-id, data-theme, data-position, data-color, data-language.
function fromTag() {
  const { widgetKey, businessId, theme, position, color, language } = script?.dataset ?? {};
  if (widgetKey || businessId) init({ widgetKey, businessId, theme: theme as Theme, position, color, language });
}

const globals = window as unknown as { CrossChat?: typeof api; Millrace?: typeof api };
if (!globals.Millrace) {
  globals.CrossChat = globals.Millrace = api;
  fromTag();
}
