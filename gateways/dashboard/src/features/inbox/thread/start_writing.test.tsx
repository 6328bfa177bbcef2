import { beforeEach, expect, it, vi } from "vitest";
import { draftOf, keepDraft } from "./drafts";
import { startWriting, takeWriting } from "./start_writing";

const shortcut = vi.fn();
document.addEventListener("keydown", (event) => shortcut(event.key));

function press(...keys: string[]) {
  for (const key of keys)
    document.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true, bubbles: true }));
}

beforeEach(() => {
  localStorage.clear();
  shortcut.mockClear();
});

it("keeps what is typed for the composer, and from every shortcut", () => {
  startWriting("c", "me", "note");
  press("e", "x", "ü", "Backspace", "Enter", "a", "Shift");
  expect(shortcut.mock.calls).toEqual([["Shift"]]);
  expect(takeWriting("c")).toEqual({ mode: "note", typed: "ex\na" });
  press("e");
  expect(shortcut).toHaveBeenLastCalledWith("e");
});

it("is meant for one conversation, and taken once", () => {
  startWriting("c", "me", "reply");
  press("h");
  expect(takeWriting("d")).toBeUndefined();
  expect(takeWriting("c")?.typed).toBe("h");
  expect(takeWriting("c")).toBeUndefined();
});

it("loses nothing when the composer never comes", () => {
  vi.useFakeTimers();
  keepDraft("me", "c", { text: "Before. ", mode: "reply" });
  startWriting("c", "me", "reply");
  press("h", "i");
  vi.advanceTimersByTime(60_000);
  vi.useRealTimers();
  expect(draftOf("me", "c").text).toBe("Before. hi");
  press("e");
  expect(shortcut).toHaveBeenCalledWith("e");
});
