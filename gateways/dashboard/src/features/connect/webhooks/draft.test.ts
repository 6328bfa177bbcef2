import { describe, expect, it } from "vitest";
import type { Webhook } from "@/api/types";
import { bodyOf, changesIn, draftOf, emptyDraft, isWhole } from "./draft";
import { usual } from "./waits";

const webhook = {
  name: "Shop",
  url: "https://shop.example/hook",
  events: ["message.created", "ticket.opened"],
  retry_config: usual,
} as Webhook;

describe("a webhook as it is written down", () => {
  it("is whole with a name, an address and something that it is told of", () => {
    const draft = { ...emptyDraft, name: "Shop", url: "https://shop.example/hook" };
    expect(isWhole(draft)).toBe(false);
    expect(isWhole({ ...draft, events: ["*"] })).toBe(true);
    expect(isWhole({ ...draft, events: ["*"], name: " " })).toBe(false);
    expect(isWhole({ ...draft, events: ["*"], retries: { ...draft.retries, max_attempts: "" } })).toBe(false);
  });

  it("is sent without what stands around it, its events in the order in which they are offered", () => {
    const draft = { ...draftOf(webhook), name: " Shop ", events: ["ticket.opened", "message.created"] };
    expect(bodyOf(draft)).toEqual({ ...webhook });
  });

  it("is told of everything, whatever else was chosen", () => {
    expect(bodyOf({ ...draftOf(webhook), events: ["ticket.opened", "*"] }).events).toEqual(["*"]);
  });

  it("changes what differs, and nothing else", () => {
    const draft = draftOf(webhook);
    expect(changesIn(draft, webhook)).toEqual({});
    expect(changesIn({ ...draft, events: ["ticket.opened", "message.created"] }, webhook)).toEqual({});
    expect(changesIn({ ...draft, retries: { ...draft.retries, max_attempts: "5" } }, webhook)).toEqual({
      retry_config: { ...usual, max_attempts: 5 },
    });
  });
});
