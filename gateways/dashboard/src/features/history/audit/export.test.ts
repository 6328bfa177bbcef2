import { expect, it } from "vitest";
import { csvOf, jsonOf, type NamedEntry } from "./export";

const id = (digit: string) => `${digit.repeat(8)}-0000-7000-8000-000000000000`;
const entry = (more: Partial<NamedEntry> = {}): NamedEntry => ({
  id: "7-40-0",
  at: "journal.7.40",
  recorded_at: "2026-11-30T08:00:00.123456Z",
  by: { kind: "user", id: id("a") },
  by_name: "Ann",
  action: "member.invite.v1",
  subject: id("b"),
  facts: ["member.invited.v1", "effect.requested.v1"],
  first_event: "7-40-0",
  command_id: id("c"),
  seen: [],
  ...more,
});
const lines = (...entries: NamedEntry[]) => csvOf(entries).slice(1).split("\r\n");

it("as a table has a line for each entry, and says what its columns are", () => {
  expect(csvOf([]).charCodeAt(0)).toBe(0xfeff);
  const [head, first, end] = lines(entry());
  expect(head).toBe(
    "recorded_at,by,by_kind,by_id,action,about,facts,position,event,command_id,cause_id,address,device,trace_id,seen",
  );
  expect(first).toBe(
    `2026-11-30T08:00:00.123456Z,Ann,user,${id("a")},member.invite.v1,${id("b")},member.invited.v1 effect.requested.v1,journal.7.40,7-40-0,${id("c")},,,,,`,
  );
  expect(end).toBe("");
});

it("takes no name for a formula, or for more than one cell", () => {
  for (const [name, written] of [
    ["=1+1", "'=1+1"],
    ["@Ann", "'@Ann"],
    ["-2", "'-2"],
    ['Ann "A", B', '"Ann ""A"", B"'],
    ['=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'],
    ["Zoë\nB", '"Zoë\nB"'],
    ["Müller", "Müller"],
  ] as const)
    expect(lines(entry({ by_name: name }))[1], name).toContain(`Z,${written},user,`);
});

it("as JSON is what the API says, with the name beside the id", () => {
  const [first] = JSON.parse(jsonOf([entry({ cause_id: id("d") })]));
  expect(first).toEqual({
    position: "journal.7.40",
    recorded_at: "2026-11-30T08:00:00.123456Z",
    by: { kind: "user", id: id("a"), name: "Ann" },
    action: "member.invite.v1",
    subject: id("b"),
    facts: ["member.invited.v1", "effect.requested.v1"],
    first_event: "7-40-0",
    command_id: id("c"),
    cause_id: id("d"),
    seen: [],
  });
});

it("says from where it was asked, and what was looked at", () => {
  const seen = [
    { what: "customer", about: id("e"), times: 2 },
    { what: "customers", times: 1 },
  ];
  const from = { address: "192.0.2.7", device: "Firefox, on Linux", since: "2026-11-30T07:00:00Z" };
  expect(lines(entry({ from, trace_id: "ab".repeat(16), seen }))[1]).toContain(
    `${id("c")},,192.0.2.7,"Firefox, on Linux",${"ab".repeat(16)},customer:${id("e")} customers`,
  );
});
