// @vitest-environment jsdom
import { expect, it, vi } from "vitest";
import { closePalette, openSearch, takeTyped } from "./palette_state";

const press = (key: string, more: KeyboardEventInit = {}) =>
  document.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true, ...more }));

it("takes what is typed before its field is there, and no letter for a command", () => {
  const command = vi.fn();
  document.addEventListener("keydown", command);
  openSearch();
  for (const key of ["r", "e", "x", "Backspace", "f"]) press(key);
  expect(command).not.toHaveBeenCalled();
  expect(takeTyped()).toBe("ref");
  press("e");
  expect(command).toHaveBeenCalledOnce();
  document.removeEventListener("keydown", command);
});

it("leaves chords alone, and all keys once it is closed", () => {
  openSearch();
  expect(press("k", { ctrlKey: true })).toBe(true);
  closePalette();
  expect(press("e")).toBe(true);
});
