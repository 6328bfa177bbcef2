import { cleanup, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, it } from "vitest";
import { show } from "@/components/test_render";
import { EventPicker } from "./event_picker";

afterEach(cleanup);

const box = (name: string) => screen.getByRole<HTMLButtonElement>("checkbox", { name });
const single = (family: string) => screen.getByRole("button", { name: new RegExp(`^${family}, single events:`) });
let chosen: readonly string[];

function Picker({ start }: { start: readonly string[] }) {
  const [events, setEvents] = useState(start);
  chosen = events;
  return <EventPicker events={events} onChange={setEvents} />;
}

it("chooses a family at once, and leaves single events of it out again", async () => {
  const { user } = show(<Picker start={[]} />);
  await user.click(box("Customers"));
  expect(chosen).toEqual(["customer.created", "customer.changed", "customer.tagged"]);
  expect(single("Customers").textContent).toContain("3 of 3");
  await user.click(single("Customers"));
  await user.click(box("Tags changed"));
  expect(chosen).toEqual(["customer.created", "customer.changed"]);
  expect(box("Customers").getAttribute("aria-checked")).toBe("mixed");
});

it("shows single events of families of which some are chosen, by the names that programs know", () => {
  show(<Picker start={["ticket.opened", "customer.created", "customer.changed", "customer.tagged"]} />);
  expect(single("Tickets").getAttribute("aria-expanded")).toBe("true");
  expect(single("Customers").getAttribute("aria-expanded")).toBe("false");
  expect(screen.getByText("ticket.clock_breached")).toBeTruthy();
});

it("is told of everything, and goes back to what was chosen before", async () => {
  const { user } = show(<Picker start={["ticket.opened"]} />);
  await user.click(box("All events"));
  expect(chosen).toEqual(["*"]);
  expect(box("Tickets").disabled).toBe(true);
  await user.click(box("All events"));
  expect(chosen).toEqual(["ticket.opened"]);
});

it("keeps what it does not know: an event of a later release", async () => {
  const { user } = show(<Picker start={["invoice.paid"]} />);
  await user.click(box("Customers"));
  expect(chosen).toContain("invoice.paid");
});
