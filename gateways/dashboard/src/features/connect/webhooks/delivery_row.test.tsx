import { cleanup, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { show } from "@/components/test_render";
import { DeliveryRow } from "./delivery_row";
import type { ListedDelivery } from "./queries";

afterEach(cleanup);

const delivered: ListedDelivery = {
  id: "17",
  webhook_id: "w",
  no: 17,
  version: 17,
  position: 3456,
  event: "12-3456-0",
  type: "message.created",
  state: "delivered",
  attempts: 1,
  outcome: "delivered",
  status: 200,
  response: null,
  at: "2026-12-01T10:00:00.000000Z",
  next_attempt_at: null,
};

const row = (of: ListedDelivery) =>
  show(<DeliveryRow of={of} webhook={{ id: "w" }} mayReplay={false} onReplayFrom={() => undefined} />);

it("says in a line that it was taken", () => {
  row(delivered);
  expect(screen.getByRole("listitem").textContent).toMatch(/^message\.createdDelivered/);
  expect(screen.getByText("answered 200")).toBeTruthy();
});

it("says why it was not, how often that was tried, and when it is again", () => {
  const soon = new Date(Date.now() + 4.5 * 60_000).toISOString();
  row({ ...delivered, state: "waiting", outcome: "server_error", status: 503, attempts: 2, next_attempt_at: soon });
  const said = screen.getByRole("listitem").textContent;
  expect(said).toContain("answered 503 · the receiver has failed · 2 attempts · again in 4");
});

it("tells on a press what the receiver answered, as text", async () => {
  const { user } = row({ ...delivered, state: "dead", outcome: "client_error", status: 422, response: "<b>no</b>" });
  expect(screen.queryByText("<b>no</b>")).toBeNull();
  await user.click(screen.getByRole("button", { name: "message.created" }));
  expect(screen.getByText("<b>no</b>").tagName).toBe("PRE");
  expect(screen.getByText("12-3456-0")).toBeTruthy();
});

it("calls an outcome of a later release as the server does", () => {
  row({ ...delivered, state: "dead", outcome: "mislaid" as "cut", status: null });
  expect(screen.getByText("mislaid")).toBeTruthy();
});
