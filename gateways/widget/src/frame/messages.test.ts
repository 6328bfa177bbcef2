// A thread under changes that come late, twice, or in another order.
import { expect, test } from "vitest";
import { message } from "./fixtures";
import { type Message, newestOf, nothingSaid, unreadOf, withChanges, withMessages } from "./messages";

const upsert = (row: Message) => ({ resource: "message", op: "upsert" as const, row });

test("whatever the order in which it is heard, a thread is the same", () => {
  const changes = [
    upsert(message("1")),
    upsert(message("2")),
    upsert(message("2", { position: 5, text: null, deleted_at: "x" })),
    upsert(message("3")),
  ];
  const expected = withChanges(nothingSaid, changes);
  expect(expected.messages.map((one) => one.id)).toEqual(["1", "2", "3"]);
  expect(expected.messages[1]?.text).toBeNull();
  for (const order of [
    [3, 2, 1, 0],
    [2, 1, 0, 3],
    [0, 0, 1, 2, 2, 3, 1],
  ]) {
    let thread = nothingSaid;
    for (const n of order) thread = withChanges(thread, [changes[n] as (typeof changes)[0]]);
    expect(thread).toEqual(expected);
  }
});

test("what is no message is none, and what is gone is gone", () => {
  const thread = withMessages(nothingSaid, [message("1"), message("2")]);
  expect(withChanges(thread, [{ ...upsert(message("3")), resource: "conversation" }])).toEqual(thread);
  expect(
    withChanges(thread, [{ resource: "message", op: "delete", row: message("1") }]).messages.map((one) => one.id),
  ).toEqual(["2"]);
});

test("unread is what others have said since", () => {
  const thread = withMessages(nothingSaid, [
    message("1"),
    message("2", { author: "customer", agent: null }),
    message("3"),
    message("4", { deleted_at: "x" }),
  ]);
  expect(unreadOf(thread, "").map((one) => one.id)).toEqual(["1", "3"]);
  expect(unreadOf(thread, message("2").created_at).map((one) => one.id)).toEqual(["3"]);
  expect(newestOf(thread)).toBe(message("4").created_at);
  expect(newestOf(nothingSaid)).toBe("");
});
