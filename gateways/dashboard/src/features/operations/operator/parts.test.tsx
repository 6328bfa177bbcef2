import { cleanup, screen, within } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { show } from "@/components/test_render";
import { EffectsPart } from "./effects_part";
import { concernsOf } from "./house";
import { PagesPart } from "./pages_part";
import { PartitionsPart } from "./partitions_part";
import { ProjectionsPart } from "./projections_part";
import { aHouse, aHouseInTrouble, aProjection, stuckEffects, toldByPages } from "./sample";
import { ServerPart } from "./server_part";
import { StoragePart } from "./storage_part";
import { Verdict } from "./verdict";

afterEach(cleanup);
const bad = aHouseInTrouble();
const rowsOf = (name: string) => within(screen.getByRole("table", { name })).getAllByRole("row").slice(1);

it("says at once that all is well, or what is not and where", () => {
  show(<Verdict concerns={concernsOf(aHouse())} />);
  expect(screen.getByText("All is well")).toBeTruthy();
  cleanup();
  show(<Verdict concerns={concernsOf(bad, stuckEffects.items)} />);
  expect(screen.getByText("Something is wrong")).toBeTruthy();
  expect(screen.getByRole("link", { name: /1 partition has stopped/ }).getAttribute("href")).toBe("#partitions");
  cleanup();
  show(<Verdict concerns={concernsOf(aHouse(), stuckEffects.items)} />);
  expect(screen.getByText("Something wants a look")).toBeTruthy();
});

it("names the partitions that are not up to date, and why", () => {
  show(<PartitionsPart {...bad} />);
  expect(screen.getByText("61 of 64 are up to date")).toBeTruthy();
  const [stopped, behind, nobody] = rowsOf("Partitions that are not up to date");
  expect(stopped?.textContent).toContain("a record cannot be read");
  expect(stopped?.textContent).toContain("Cannot go past record 13");
  expect(behind?.textContent).toContain("12,345");
  expect(nobody?.textContent).toContain("Decided by nobody");
  cleanup();
  show(<PartitionsPart {...aHouse()} />);
  expect(screen.queryByRole("table", { name: "Partitions that are not up to date" })).toBeNull();
});

it("shows how far a projection is built, which businesses are parked, and why", () => {
  const { rerender } = show(<ProjectionsPart {...bad} at_ms={1000} />);
  expect(screen.getByText("25 % · 1,600 of 6,400")).toBeTruthy();
  const on = {
    ...bad,
    projections: [aProjection("conversations", { generation: 4, serves: false, read: 3200, lag: 3200 })],
  };
  rerender(<ProjectionsPart {...on} at_ms={61_000} />);
  expect(screen.getByText("50 % · 3,200 of 6,400 · 2 min left")).toBeTruthy();
  const [one, directory] = rowsOf("Parked");
  expect(one?.textContent).toContain("tickets · SQL");
  expect(one?.textContent).toContain("9 @ 4,711");
  expect(directory?.textContent).toContain("DirectoryAll of it · Local");
});

it("has the journal's size and room, or its brokers, and why PostgreSQL is away", () => {
  show(<StoragePart {...aHouse()} />);
  expect(screen.getByText("134.2 MB in 2 segments")).toBeTruthy();
  expect(screen.getByText("Takes records")).toBeTruthy();
  cleanup();
  show(<StoragePart {...bad} />);
  expect(screen.getByText("Brokers that answer")).toBeTruthy();
  expect(screen.getByText("Takes none")).toBeTruthy();
  expect(screen.getByText("connection refused")).toBeTruthy();
  cleanup();
  show(<StoragePart {...bad} postgres={{ state: "turned around", lag: 0, parked: 0 }} />);
  expect(screen.getByText("turned around")).toBeTruthy();
});

it("counts what is stuck, and says when there is more", () => {
  show(<EffectsPart {...stuckEffects} />);
  const [one, directory] = rowsOf("Effects");
  expect(one?.textContent).toContain("email.send.v1");
  expect(directory?.textContent).toContain("Directory");
  cleanup();
  show(<EffectsPart items={stuckEffects.items} counted={20_000} more />);
  expect(screen.getByText("These are the first 20,000; there are more.")).toBeTruthy();
  cleanup();
  show(<EffectsPart items={[]} counted={0} more={false} />);
  expect(screen.getByText("Nothing is stuck.")).toBeTruthy();
});

it("shows how long people wait, marks what is slow, and what went wrong with its stack", () => {
  show(<PagesPart {...toldByPages} />);
  const [inbox] = rowsOf("How long people wait");
  expect(inbox?.textContent).toContain("1.8s");
  expect(inbox?.textContent).toContain("Slow:320ms");
  expect(screen.getByText("no way for <email>")).toBeTruthy();
  expect(screen.getByText("12 times")).toBeTruthy();
  cleanup();
  show(<PagesPart since={toldByPages.since} reports={0} refused={0} vitals={[]} errors={[]} />);
  expect(screen.getByText("No page has told anything yet.")).toBeTruthy();
});

it("shows what went wrong in the server, how often, where, and by which trace to look for it", () => {
  show(<ServerPart {...toldByPages} />);
  const [answer, partition] = within(screen.getByRole("list", { name: "What went wrong in the server" })).getAllByRole(
    "listitem",
  );
  expect(answer?.textContent).toContain("/problems/internal · GET /tickets/{id}");
  expect(answer?.textContent).toContain("3 times");
  expect(answer?.textContent).toContain("release 1a2b3c4d");
  expect(answer?.textContent).toContain("0af7651916cd43dd8448eb211c80319c");
  expect(partition?.textContent).toContain("Partition");
  expect(partition?.textContent).not.toContain("trace");
  cleanup();
  show(<ServerPart since={toldByPages.since} server_errors={[]} />);
  expect(screen.getByText("Nothing has gone wrong.")).toBeTruthy();
});
