import { expect, it } from "vitest";
import type { Conversation, Member } from "@/api/types";
import { doneOf, steps } from "./steps";

const me = { id: "me", status: "active" } as Member;
const invited = { id: "you", status: "invited" } as Member;
const asked = { id: "c", imported: [], last_agent_message_at: null } as unknown as Conversation;
const answered = { id: "d", imported: [], last_agent_message_at: "2026-11-29T12:00:00Z" } as unknown as Conversation;
const imported = { ...answered, id: "e", imported: [{ first: 1, last: 4 }], first_response_s: null } as Conversation;
const done = (reached: Partial<Parameters<typeof doneOf>[0]>) => [
  ...doneOf({ team: [me], fromWidget: [], newest: [], ...reached }),
];

it("begins with the account and the business, which are there", () => {
  expect(done({})).toEqual(["account", "business"]);
});

it("counts who is invited before they have accepted", () => {
  expect(done({ team: [me, invited] })).toContain("invite");
});

it("knows the widget by who has written through it, and the first answer wherever it was given", () => {
  expect(done({ fromWidget: [asked] })).toEqual(["account", "business", "widget"]);
  expect(done({ newest: [answered] })).toEqual(["account", "business", "answer"]);
});

it("counts no answer that was imported, but one that was given after it", () => {
  expect(done({ newest: [imported] })).not.toContain("answer");
  expect(done({ newest: [{ ...imported, first_response_s: 60 }] })).toContain("answer");
});

it("ends when everything is there", () => {
  expect(done({ team: [me, invited], fromWidget: [answered] })).toEqual([...steps]);
});
