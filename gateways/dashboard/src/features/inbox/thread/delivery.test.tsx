import { cleanup, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { Message } from "@/api/types";
import type { Entry } from "@/commands/entry";
import { show } from "@/components/test_render";
import { Delivery, type DeliveryProps } from "./delivery";

afterEach(cleanup);

const reply = {
  id: "m",
  kind: "reply",
  status: "sending",
  origin: "live",
  created_at: "2026-11-29T12:00:00Z",
} as Message;
const onItsWay = { key: "k", attempts: 0, changes: [] } as unknown as Entry;

function said(given: Partial<DeliveryProps>) {
  const nothing = { entry: undefined, offline: false, onRetry: vi.fn(), onDiscard: vi.fn() };
  const { container } = show(<Delivery message={reply} connected {...nothing} {...given} />);
  const text = container.textContent;
  cleanup();
  return text;
}

it("waits for the customer's side where something carries it there; else it is kept", () => {
  expect(said({})).toBe("Not delivered yet");
  expect(said({ connected: false })).toBe("Kept here");
  expect(said({ connected: false, message: { ...reply, status: "delivered" } })).toMatch(/^Delivered/);
});

it("is on its way to the customer, or only into the conversation", () => {
  expect(said({ entry: onItsWay })).toBe("Sending…");
  expect(said({ entry: onItsWay, connected: false })).toBe("Saving…");
  expect(said({ entry: onItsWay, message: { ...reply, kind: "note" } })).toBe("Saving…");
  expect(said({ entry: onItsWay, offline: true })).toBe("Waiting to be sent");
});

it("refused, says why, and can be sent again or dropped", async () => {
  const [onRetry, onDiscard] = [vi.fn(), vi.fn()];
  const refusal = { status: 422, rule: "message.text_invalid", title: "No", detail: "Too long by two." };
  const { user } = show(
    <Delivery message={reply} entry={{ ...onItsWay, refusal }} offline={false} connected {...{ onRetry, onDiscard }} />,
  );
  expect(screen.getByRole("alert").textContent).toMatch(/^Not sent: Too long by two\./);
  await user.click(screen.getByRole("button", { name: "Retry" }));
  await user.click(screen.getByRole("button", { name: "Discard" }));
  expect([onRetry, onDiscard].map((told) => told.mock.calls.length)).toEqual([1, 1]);
});
