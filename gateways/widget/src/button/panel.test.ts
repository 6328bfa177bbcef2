// @vitest-environment jsdom
// The button on a page: what it does, and whom it listens to.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Panel, type Place } from "./panel";

const ours = "https://chat.example";
const address = `${ours}/widget/frame/wk_1_2_3_4`;
let panel: Panel | undefined;

beforeEach(() => {
  document.body.innerHTML = '<button id="menu">Menu</button>';
  window.matchMedia = vi.fn(
    () => ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }) as never,
  );
  localStorage.clear();
  sessionStorage.clear();
});
afterEach(() => {
  panel?.destroy();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function shown(place: Partial<Place> = {}) {
  panel = new Panel({ address, theme: "auto", left: false, language: "en", ...place });
  const root = (document.querySelector("[data-millrace-widget]") as HTMLElement).shadowRoot as ShadowRoot;
  const button = root.querySelector("button") as HTMLButtonElement;
  const box = root.querySelector('[role="dialog"]') as HTMLElement;
  const badge = root.querySelector("span") as HTMLElement;
  const said = vi.fn();
  const inside = { postMessage: said };
  vi.spyOn(HTMLIFrameElement.prototype, "contentWindow", "get").mockReturnValue(inside as never);
  const frame = () => root.querySelector("iframe");
  const loads = () => frame()?.dispatchEvent(new Event("load"));
  const hears = (data: unknown, origin = ours, source: unknown = inside) =>
    window.dispatchEvent(Object.assign(new Event("message"), { data, origin, source }));
  return { root, button, box, frame, loads, badge, said, hears };
}

test("nothing is loaded before somebody opens it, or has a conversation already", () => {
  expect(shown().frame()).toBeNull();
  panel?.destroy();
  localStorage.setItem("millrace:wk_1_2_3_4", "1");
  expect(shown().frame()?.src).toBe(address);
});

test("it opens and closes; who uses it is told how it stands; the focus goes back", () => {
  const { button, box, frame } = shown();
  const menu = document.getElementById("menu") as HTMLElement;
  menu.focus();
  expect(button.getAttribute("aria-label")).toBe("Open chat");
  panel?.open();
  expect(frame()?.src).toBe(address);
  expect(box.style.visibility).toBe("visible");
  expect(button.getAttribute("aria-expanded")).toBe("true");
  expect(button.getAttribute("aria-label")).toBe("Close chat");
  document.querySelector("[data-millrace-widget]")?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  expect(box.style.visibility).toBe("hidden");
  expect(document.activeElement).toBe(menu);
});

test("a page that was left with an open chat shows it open again", () => {
  shown();
  panel?.open();
  panel?.destroy();
  expect(shown().box.style.visibility).toBe("visible");
  panel?.close();
  panel?.destroy();
  expect(shown().box.style.visibility).toBe("hidden");
});

test("the frame is greeted when it has loaded, and nobody else hears it", () => {
  const { button, loads, said } = shown({ theme: "dark", visitor: { name: "Zoe" } });
  button.click();
  expect(said).not.toHaveBeenCalled();
  loads();
  expect(said).toHaveBeenLastCalledWith(
    expect.objectContaining({ millrace: "hello", theme: "dark", open: true, visitor: { name: "Zoe" } }),
    ours,
  );
  for (const [, target] of said.mock.calls) expect(target).toBe(ours);
});

test("it listens to its frame alone, from our host alone, and believes only what makes sense", () => {
  const { hears, badge, box } = shown();
  panel?.open();
  hears({ millrace: "unread", count: 3 }, "https://evil.example");
  hears({ millrace: "unread", count: 3 }, ours, window);
  hears({ millrace: "unread", count: 3 }, ours, null);
  hears({ millrace: "unread", count: "many" });
  hears({ millrace: "unread", count: -1 });
  hears("close");
  hears({ millrace: "close" }, "https://evil.example");
  expect(badge.textContent).toBe("0");
  expect(box.style.visibility).toBe("visible");
  hears({ millrace: "close" });
  expect(box.style.visibility).toBe("hidden");
  hears({ millrace: "unread", count: 3 });
  expect(badge.textContent).toBe("3");
  expect(badge.style.display).toBe("block");
});

test("what is new stands in the button's name, too", () => {
  const { button, hears } = shown({ language: "de" });
  hears({ millrace: "unread", count: 1 });
  expect(button.getAttribute("aria-label")).toBe("Chat öffnen, 1 neue Nachricht");
  hears({ millrace: "unread", count: 0 });
  expect(button.getAttribute("aria-label")).toBe("Chat öffnen");
});

test("a frame that the site may not show says so, and so does one that says nothing", () => {
  vi.useFakeTimers();
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const { button, loads, root, hears } = shown();
  const said = root.querySelector('[role="status"]') as HTMLElement;
  button.click();
  loads();
  vi.advanceTimersByTime(10_000);
  expect(said.textContent).toBe("The chat cannot be shown on this site.");
  expect(warn).toHaveBeenCalledOnce();
  hears({ millrace: "ready" });
  expect(said.textContent).toBe("");
  hears({ millrace: "denied" });
  expect(said.textContent).not.toBe("");
});

test("whether there is a conversation is remembered for the next page", () => {
  const { hears } = shown();
  hears({ millrace: "known", known: true });
  expect(localStorage.getItem("millrace:wk_1_2_3_4")).toBe("1");
  hears({ millrace: "known", known: false });
  expect(localStorage.getItem("millrace:wk_1_2_3_4")).toBeNull();
});

test("a page whose storage is shut has its chat all the same", () => {
  vi.spyOn(window, "localStorage", "get").mockImplementation(() => {
    throw new DOMException("no", "SecurityError");
  });
  const { button, box } = shown();
  button.click();
  expect(box.style.visibility).toBe("visible");
});
