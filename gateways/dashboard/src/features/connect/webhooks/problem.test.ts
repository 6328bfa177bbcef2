import { expect, it } from "vitest";
import { Problem } from "@/api/problem";
import { wrongWith } from "./problem";

it("stands at the field that it is about, and at no other", () => {
  const detail = "There is no such event.";
  const event = new Problem(422, {
    type: "/problems/webhook.event_unknown",
    errors: [{ pointer: "/events/3", detail }],
  });
  expect(wrongWith(event, "/events")).toBe(detail);
  expect(wrongWith(event, "/url")).toBeUndefined();
});

it("stands there, too, when the rule alone tells which one that is", () => {
  const url = new Problem(422, { type: "/problems/webhook.url_invalid", detail: "Not an address." });
  expect(wrongWith(url, "/url")).toBe("Not an address.");
  expect(wrongWith(url, "/name")).toBeUndefined();
  expect(wrongWith(undefined, "/url")).toBeUndefined();
});
