// @vitest-environment jsdom
// What a site says to widget.js, and what it makes of it.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { frameOf, type Options } from "./widget";

const key = "wk_01a227f53db672edb1732e216361733d_01a227f53dcb71a09a8279ec62384952_1_147160d771d29238846872d24a3e38fe";
const business = "01a227f5-3db6-72ed-b173-2e216361733d";
const globals = window as unknown as Record<
  string,
  { init: (options?: Options) => unknown; open: () => void; destroy: () => void }
>;
const widgets = () => document.querySelectorAll("[data-millrace-widget]");

beforeEach(() => {
  window.matchMedia = vi.fn(
    () => ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }) as never,
  );
});
afterEach(() => {
  globals.CrossChat?.destroy();
  vi.restoreAllMocks();
});

test("the frame is that of the key, or of the business; what is neither names none", () => {
  expect(frameOf({ widgetKey: key }, "https://h")).toBe(`https://h/widget/frame/${key}`);
  expect(frameOf({ businessId: business }, "https://h")).toBe(`https://h/widget/frame/of/${business}`);
  for (const wrong of [
    {},
    { widgetKey: "wk_x" },
    { widgetKey: `${key}/../..` },
    { businessId: "1" },
    { businessId: `${business}?x` },
  ])
    expect(frameOf(wrong, "https://h")).toBeUndefined();
});

test("it is there under both its names, once; another init takes the place of the first", () => {
  expect(globals.CrossChat).toBe(globals.Millrace);
  globals.CrossChat?.init({ widgetKey: key });
  globals.Millrace?.init({ businessId: business });
  expect(widgets()).toHaveLength(1);
  globals.CrossChat?.open();
  expect(widgets()[0]?.shadowRoot?.querySelector("iframe")?.src).toContain(`/widget/frame/of/${business}`);
  globals.CrossChat?.destroy();
  expect(widgets()).toHaveLength(0);
});

test("options that name nothing are said, and break nothing", () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => {});
  expect(() => globals.CrossChat?.init()).not.toThrow();
  expect(said).toHaveBeenCalledOnce();
  expect(widgets()).toHaveLength(0);
  expect(() => globals.CrossChat?.open()).not.toThrow();
});

test("init in the head of a page waits for its body", () => {
  const body = document.body;
  body.remove();
  globals.CrossChat?.init({ widgetKey: key });
  expect(widgets()).toHaveLength(0);
  document.documentElement.append(body);
  document.dispatchEvent(new Event("DOMContentLoaded"));
  expect(widgets()).toHaveLength(1);
});
