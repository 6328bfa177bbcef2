import { describe, expect, it } from "vitest";
import { above, accessBy, allRights, deviations, grouped, mayGive, mayTouch, roles, usual, withRight } from "./rights";

describe("what a role usually has", () => {
  it("is everything for an owner, and never more for a lower role", () => {
    expect(usual("owner")).toEqual(allRights.map(({ name }) => name));
    for (const [at, role] of roles.entries()) {
      const higher = roles[at - 1];
      if (higher) expect(usual(higher)).toEqual(expect.arrayContaining(usual(role)));
    }
  });

  it("is nothing for a role that this release does not know", () => {
    expect(usual("captain")).toEqual([]);
    expect(above("client", "captain")).toBe(true);
  });
});

describe("what somebody has", () => {
  const agent = { role: "agent", permissions: usual("agent") };

  it("deviates by what was given and taken", () => {
    expect(deviations(agent)).toEqual({ more: [], less: [] });
    const trusted = withRight(withRight(agent, "billing_view", true), "customers_edit", false);
    expect(deviations(trusted)).toEqual({ more: ["billing_view"], less: ["customers_edit"] });
    expect(deviations(withRight(withRight(trusted, "billing_view", false), "customers_edit", true))).toEqual({
      more: [],
      less: [],
    });
  });

  it("is given by nobody who has less", () => {
    const own = usual("manager").filter((name) => name !== "team_invite");
    expect(deviations(accessBy("manager", own))).toEqual({ more: [], less: ["team_invite"] });
  });

  it("is all that a role says which the business has made, and deviates from it in nothing", () => {
    const made = [{ id: "packers", permissions: ["tickets.view", "customers_view"] }];
    const packer = accessBy("packers", usual("owner"), made);
    expect(packer.permissions).toEqual(["customers_view", "tickets.view"]);
    expect(deviations(packer)).toEqual({ more: [], less: [] });
    expect(mayGive("packers", agent, made)).toBe(true);
    expect(mayGive("packers", { role: "agent", permissions: [] }, made)).toBe(false);
    expect(mayGive("owner", agent, made)).toBe(false);
  });

  it("is not touched by a lower role", () => {
    expect(mayTouch(agent, { role: "owner", permissions: [] })).toBe(false);
    expect(mayTouch(agent, { role: "agent", permissions: [] })).toBe(true);
  });
});

it("groups every right once", () => {
  const all = grouped().flatMap(([, rights]) => rights.map(({ name }) => name));
  expect(all.sort()).toEqual(allRights.map(({ name }) => name).sort());
});
