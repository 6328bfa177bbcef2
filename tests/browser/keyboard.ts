// Hands that have a keyboard alone: after every key it is looked where the focus is.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { until } from "./harness.ts";

interface Focus {
  /** What is lost is on the page as a whole. */
  lost: boolean;
  /** A ring, a caret in what one writes in, or all that one looks at. */
  seen: boolean;
  inSight: boolean;
  role: string;
  name: string;
}

/** Longer than any search for the next thing to press should take. */
const most_tabs = 80;

export class Keyboard {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async press(...combos: string[]) {
    for (const combo of combos) {
      await this.page.keyboard.press(combo);
      await this.settled(`after ${combo}`);
    }
  }

  async type(text: string) {
    await this.page.keyboard.type(text);
    await this.settled(`after “${text}”`);
  }

  /** Tabs on, or back, until the focus is on what is called so. */
  async tabTo(name: string | RegExp, combo: "Tab" | "Shift+Tab" = "Tab") {
    const met: string[] = [];
    for (let press = 0; press < most_tabs; press++) {
      await this.press(combo);
      const focus = await this.focus();
      if (typeof name === "string" ? focus.name === name : name.test(focus.name)) return;
      met.push(focus.name);
    }
    assert.fail(`no ${combo} leads to ${name}, but to ${met.join(" | ")}`);
  }

  /** It comes to lie on what has that role and is called so. */
  async isOn(role: string, name: string | RegExp) {
    const meets = (focus: Focus) =>
      focus.role === role && (typeof name === "string" ? focus.name === name : name.test(focus.name));
    await this.#comesTo(`on ${role} ${name}`, meets);
  }

  /** What has opened or closed moves it a moment later; where it comes to rest, it is seen. */
  async settled(when: string) {
    await this.#comesTo(`seen ${when}`, ({ lost, seen, inSight }) => !lost && seen && inSight);
  }

  async #comesTo(what: string, is: (focus: Focus) => boolean) {
    let last: Focus | undefined;
    try {
      await until(`the focus is ${what}`, async () => {
        last = await this.focus();
        return is(last);
      });
    } catch (error) {
      throw new Error(`the focus is ${JSON.stringify(last)}`, { cause: error });
    }
  }

  focus = (): Promise<Focus> => this.page.evaluate(focusOfPage);
}

/** In the page. */
function focusOfPage() {
  function textOf(element: Element | null) {
    const copy = element?.cloneNode(true) as Element | undefined;
    for (const unheard of copy?.querySelectorAll("[aria-hidden=true]") ?? []) unheard.remove();
    return copy?.textContent ?? "";
  }
  const element = document.activeElement;
  const lost = !(element instanceof HTMLElement) || element === document.body;
  if (lost) return { lost, seen: false, inSight: false, role: "", name: "" };
  const style = getComputedStyle(element);
  const ring = style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 1;
  const written = element.matches("textarea, input:not([type=checkbox], [type=radio])");
  // Nothing in it yet: the next key goes on from its beginning.
  const whole = element.matches('[tabindex="-1"]:not([data-row])') && element.querySelector("a, button") !== null;
  const box = element.getBoundingClientRect();
  const ids = element.getAttribute("aria-labelledby")?.split(" ") ?? [];
  const labels = ids.length > 0 ? ids.map((id) => document.getElementById(id)) : (element as HTMLInputElement).labels;
  const name = element.getAttribute("aria-label") ?? ([...(labels ?? [])].map(textOf).join(" ") || textOf(element));
  const tags: Record<string, string> = { A: "link", BUTTON: "button", INPUT: "textbox", TEXTAREA: "textbox" };
  return {
    lost,
    seen: ring || written || whole,
    inSight: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    role: element.getAttribute("role") ?? tags[element.tagName] ?? element.tagName.toLowerCase(),
    name: name.replace(/\s+/g, " ").trim(),
  };
}
