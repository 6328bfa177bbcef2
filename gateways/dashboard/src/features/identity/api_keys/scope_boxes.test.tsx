import { cleanup, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, it } from "vitest";
import { show } from "@/components/test_render";
import { ScopeBoxes } from "./scope_boxes";

afterEach(cleanup);

const box = (name: string) => screen.getByRole<HTMLButtonElement>("checkbox", { name });
let given: readonly string[];

function Boxes({ own }: { own: readonly string[] }) {
  const [scopes, setScopes] = useState<ReadonlySet<string>>(new Set());
  given = [...scopes].sort();
  return <ScopeBoxes own={own} scopes={scopes} onChange={setScopes} />;
}

it("gives one right, or all of an area that one has oneself", async () => {
  const { user } = show(<Boxes own={["customers_view", "customers_edit", "tickets.view"]} />);
  expect(box("Delete customers").disabled).toBe(true);
  await user.click(box("See customers and what is noted about them"));
  expect(box("Customers: all of it").getAttribute("aria-checked")).toBe("mixed");
  await user.click(box("Customers: all of it"));
  expect(given).toEqual(["customers_edit", "customers_view"]);
  await user.click(box("Customers: all of it"));
  expect(given).toEqual([]);
});

it("gives nothing of an area in which one may do nothing", () => {
  show(<Boxes own={["customers_view"]} />);
  expect(box("Tickets: all of it").disabled).toBe(true);
});
