import { cleanup, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { show } from "@/components/test_render";
import { usual, withRight } from "./rights";
import { RightsList } from "./rights_list";

afterEach(cleanup);

const agent = { role: "agent", permissions: usual("agent") };
const box = (name: string) => screen.getByRole<HTMLButtonElement>("checkbox", { name });

it("shows where somebody deviates from the role", () => {
  const access = withRight(withRight(agent, "billing_view", true), "customers_edit", false);
  show(<RightsList access={access} own={usual("owner")} onGive={() => {}} />);
  expect(screen.getAllByText("Added")).toHaveLength(1);
  expect(screen.getAllByText("Taken away")).toHaveLength(1);
  expect(box("See bills and payments").getAttribute("aria-checked")).toBe("true");
});

it("gives by hand what one has oneself, and nothing more", async () => {
  const onGive = vi.fn();
  const { user } = show(<RightsList access={agent} own={usual("manager")} onGive={onGive} />);
  expect(box("Change how the business pays").disabled).toBe(true);
  await user.click(box("Invite people to the team"));
  expect(onGive.mock.calls).toEqual([["team_invite", true]]);
});

it("lets one take away what one does not have oneself", async () => {
  const onGive = vi.fn();
  const access = withRight(agent, "billing_edit", true);
  const { user } = show(<RightsList access={access} own={usual("manager")} onGive={onGive} />);
  await user.click(box("Change how the business pays"));
  expect(onGive.mock.calls).toEqual([["billing_edit", false]]);
});

it("says nothing of deviations where the business has made the role", () => {
  show(
    <RightsList
      access={{ ...agent, role: "0195f3a0-0000-7000-8000-000000000001" }}
      own={usual("owner")}
      onGive={undefined}
    />,
  );
  expect(screen.queryByText("Added")).toBeNull();
});

it("is only shown to who may not change it", () => {
  show(<RightsList access={agent} own={usual("owner")} onGive={undefined} />);
  expect(screen.getAllByRole<HTMLButtonElement>("checkbox").every(({ disabled }) => disabled)).toBe(true);
});
