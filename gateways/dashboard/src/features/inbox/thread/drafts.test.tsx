import { act, renderHook } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { draftOf, keepDraft, useHasDraft } from "./drafts";

beforeEach(() => localStorage.clear());

it("is kept by conversation and writer, with whether it is a note", () => {
  keepDraft("me", "c", { text: "One\nTwo", mode: "note" });
  expect(draftOf("me", "c")).toEqual({ text: "One\nTwo", mode: "note" });
  expect(draftOf("you", "c").text).toBe("");
  expect(draftOf("me", "d").text).toBe("");
  keepDraft("me", "c", { text: "", mode: "note" });
  expect(localStorage).toHaveLength(0);
});

it("is shown in the list as soon as there is one", () => {
  const { result } = renderHook(() => useHasDraft("me", "c"));
  expect(result.current).toBe(false);
  act(() => void keepDraft("me", "c", { text: "One", mode: "reply" }));
  expect(result.current).toBe(true);
});

it("says when the browser has no room for it", () => {
  const full = vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  expect(keepDraft("me", "c", { text: "long", mode: "reply" })).toBe(false);
  full.mockRestore();
  expect(keepDraft("me", "c", { text: "long", mode: "reply" })).toBe(true);
});
