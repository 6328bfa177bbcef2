import { cleanup, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { show } from "@/components/test_render";
import { usual } from "./rights";
import { RoleField } from "./role_field";

const packers = { id: "0195f3a0-0000-7000-8000-000000000001", name: "Packers", permissions: ["tickets.view"] };
const payers = { id: "0195f3a0-0000-7000-8000-000000000002", name: "Payers", permissions: ["billing_edit"] };
vi.mock("@/api/business_context", () => ({ useBusinessId: () => "b" }));
vi.mock("@/lists/use_list", () => ({ useList: () => ({ rows: [packers, payers], loading: false }) }));

afterEach(cleanup);

const me = { role: "manager", permissions: usual("manager") };
const shut = () =>
  screen
    .getAllByRole("option")
    .filter((option) => option.getAttribute("aria-disabled") === "true")
    .map(({ textContent }) => textContent);

it("offers no role above one's own, and none made here that may more", async () => {
  const { user } = show(<RoleField value="agent" me={me} onChange={() => {}} />);
  await user.click(screen.getByRole("combobox", { name: "Role" }));
  expect(screen.getByRole("option", { name: "Packers" })).toBeDefined();
  expect(shut()).toEqual(["Owner", "Admin", "Payers"]);
});

it("calls a role that was made here by its name", () => {
  show(<RoleField value={packers.id} me={me} onChange={() => {}} />);
  expect(screen.getByRole("combobox", { name: "Role" }).textContent).toBe("Packers");
});
