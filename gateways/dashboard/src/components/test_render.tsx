// For tests: parts with what stands around them, and the measures that jsdom does not take.
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactElement, ReactNode } from "react";
import { en } from "@/i18n/en";
import { I18nProvider } from "@/i18n/i18n_provider";
import { PartsProvider } from "./parts_provider";

/** What a scrolled window is high, and a row in it. */
export const window_px = 560;
export const row_px = 56;

class NoObserver implements ResizeObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}

export function takeMeasures() {
  Object.defineProperties(HTMLElement.prototype, {
    offsetHeight: {
      configurable: true,
      get(this: HTMLElement) {
        return this.dataset.index === undefined ? window_px : row_px;
      },
    },
    offsetWidth: { configurable: true, get: () => 340 },
    clientHeight: { configurable: true, get: () => window_px },
    scrollHeight: { configurable: true, get: () => 1_000_000 },
  });
  Element.prototype.scrollTo = function (this: Element, to?: ScrollToOptions | number) {
    this.scrollTop = typeof to === "object" ? (to.top ?? 0) : 0;
    this.dispatchEvent(new Event("scroll"));
  } as Element["scrollTo"];
  Element.prototype.scrollIntoView ??= () => undefined;
  Element.prototype.hasPointerCapture ??= () => false;
  Element.prototype.releasePointerCapture ??= () => undefined;
  globalThis.ResizeObserver ??= NoObserver;
}

function Around({ children }: { children: ReactNode }) {
  return (
    <I18nProvider start={{ language: "en", catalogue: en }}>
      <PartsProvider>{children}</PartsProvider>
    </I18nProvider>
  );
}

export function show(part: ReactElement) {
  takeMeasures();
  return { user: userEvent.setup(), ...render(part, { wrapper: Around }) };
}
