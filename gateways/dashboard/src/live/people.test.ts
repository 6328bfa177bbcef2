import { expect, it } from "vitest";
import { nobody, peopleOf, withNews } from "./people";

const ann = { member_id: "ann", status: "online", last_seen_at: null };
const bob = { member_id: "bob", status: "away", last_seen_at: "2026-11-29T12:00:00Z" };

it("knows who is there, and since when who is not", () => {
  const people = peopleOf({ members: [ann, bob] });
  expect(people.get("ann")).toEqual({ status: "online", lastSeenAt: null });
  expect(people.get("bob")).toEqual({ status: "away", lastSeenAt: bob.last_seen_at });
});

it("follows the news of some, and leaves the others", () => {
  const people = withNews(peopleOf({ members: [ann, bob] }), { members: [{ ...bob, status: "offline" }] });
  expect([people.get("ann")?.status, people.get("bob")?.status]).toEqual(["online", "offline"]);
});

it("believes nothing that it does not understand", () => {
  for (const nonsense of [undefined, null, 1, "x", {}, { members: 1 }, { members: [null, { member_id: 1 }] }])
    expect(peopleOf(nonsense)).toEqual(nobody);
  expect(peopleOf({ members: [{ ...ann, status: "asleep" }] })).toEqual(nobody);
});
