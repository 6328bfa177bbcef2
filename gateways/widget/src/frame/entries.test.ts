// @vitest-environment jsdom
// How messages are shown: as text, whatever is in them.
import { expect, test, vi } from "vitest";
import { Entries } from "./entries";
import { message } from "./fixtures";
import { nothingSaid, withMessages } from "./messages";
import { textsOf } from "./texts";

const now = new Date("2026-01-05T12:00:00Z");
function shown() {
  const actions = { again: vi.fn(), drop: vi.fn() };
  const entries = new Entries(textsOf.en, actions);
  const bubbles = () => [...entries.list.querySelectorAll(".bubble")].map((one) => one.textContent);
  return { entries, actions, bubbles };
}

test("markup is text, and only web addresses become links", () => {
  const { entries, bubbles } = shown();
  const nasty = '<img src=x onerror=alert(1)> javascript:alert(1) see https://a.example/b?c=d. "\u202eevil"';
  entries.show(withMessages(nothingSaid, [message("1", { text: nasty, agent: { name: "<b>Ines</b>" } })]), false, now);
  expect(bubbles()).toEqual([nasty]);
  expect(entries.list.querySelector("img, b, script")).toBeNull();
  const links = [...entries.list.querySelectorAll("a")];
  expect(links.map((link) => link.getAttribute("href"))).toEqual(["https://a.example/b?c=d"]);
  expect(links[0]?.rel).toContain("noopener");
  expect(entries.list.querySelector(".bubble")?.getAttribute("dir")).toBe("auto");
});

test("a name stands over the first of somebody's messages; another day begins anew", () => {
  const { entries } = shown();
  const rows = [
    message("1", { created_at: "2026-01-04T10:00:00Z" }),
    message("2"),
    message("3"),
    message("4", { author: "customer", agent: null }),
    message("5", { agent: { name: "Tom" } }),
  ];
  entries.show(withMessages(nothingSaid, rows), false, now);
  expect([...entries.list.querySelectorAll(".author")].map((one) => one.textContent)).toEqual(["Ines", "Ines", "Tom"]);
  expect([...entries.list.querySelectorAll(".day")].map((one) => one.textContent)).toEqual(["Yesterday", "Today"]);
});

test("what has not changed keeps its element; what has is another", () => {
  const { entries } = shown();
  const thread = withMessages(nothingSaid, [message("1"), message("2")]);
  entries.show(thread, false, now);
  const [first, second] = entries.list.querySelectorAll(".message");
  entries.show(
    withMessages(thread, [message("3"), message("2", { position: 9, text: null, deleted_at: "x" })]),
    false,
    now,
  );
  const after = entries.list.querySelectorAll(".message");
  expect(after[0]).toBe(first);
  expect(after[1]).not.toBe(second);
  expect(after[1]?.textContent).toContain("This message was removed.");
  expect(after).toHaveLength(3);
});

test("what is not sent says why, and what to do about it", () => {
  const { entries, actions } = shown();
  const one = { key: "k", text: "hi", at: now.toISOString() };
  entries.show({ ...nothingSaid, unsent: [one] }, false, now);
  expect(entries.list.querySelector(".unsent")?.textContent).toContain("Sending…");
  entries.show({ ...nothingSaid, unsent: [one] }, true, now);
  expect(entries.list.querySelector(".unsent")?.textContent).toContain("Waiting for the connection…");
  entries.show({ ...nothingSaid, unsent: [{ ...one, why: "widget.origin_denied" }] }, false, now);
  const [again, drop] = entries.list.querySelectorAll<HTMLButtonElement>(".unsent button");
  again?.click();
  drop?.click();
  expect(entries.list.querySelector(".unsent")?.textContent).toContain("This chat may not be used on this site.");
  expect(actions.again).toHaveBeenCalledOnce();
  expect(actions.drop).toHaveBeenCalledOnce();
});
