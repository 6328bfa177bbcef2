import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { MeProvider, useMay } from "@/api/me_context";
import type { Me } from "@/api/types";
import { Past, useThen, viewing } from "./past";

const rights = [
  "conversations_view_all",
  "conversations_reply",
  "customers_view",
  "tickets.view",
  "tickets.edit",
  "team_invite",
];

function Rights() {
  const may = { reply: useMay("conversations_reply"), edit: useMay("tickets.edit"), view: useMay("tickets.view") };
  return <output>{JSON.stringify({ at: useThen() ?? null, ...may })}</output>;
}

function shown(at: string | undefined) {
  const me = { id: "m", role: "owner", permissions: rights } as unknown as Me;
  const view = render(
    <MeProvider value={me}>
      <Past at={at}>
        <Rights />
      </Past>
    </MeProvider>,
  );
  const text = screen.getByRole("status").textContent ?? "";
  view.unmount();
  return JSON.parse(text);
}

it("one may look at what was, and do nothing to it", () => {
  expect(shown("2026-11-30T08:00:00Z")).toEqual({
    at: "2026-11-30T08:00:00Z",
    reply: false,
    edit: false,
    view: true,
  });
  expect(viewing(rights)).toEqual(["conversations_view_all", "customers_view", "tickets.view"]);
});

it("one may what one may as it is now", () => {
  expect(shown(undefined)).toEqual({ at: null, reply: true, edit: true, view: true });
});
