import { describe, expect, it } from "vitest";
import type { Change } from "./change";
import { type ChannelLog, type Frame, hear, heardSince, openLog } from "./channel_log";

const since = { channel: "inbox:b", offset: 10, epoch: "e1" };
const upsert = (id: string, position: number): Change => ({
  resource: "conversation",
  op: "upsert",
  row: { id, position },
});
const gone = (id: string, position: number): Change => ({
  resource: "conversation",
  op: "delete",
  row: { id, position },
});
const publication = (offset: number, ...changes: Change[]): Frame => ({ is: "publication", offset, changes });
const recovered: Frame = {
  is: "subscribed",
  recovered: true,
  wasRecovering: true,
  position: { offset: 12, epoch: "e1" },
};
const notRecovered: Frame = {
  is: "subscribed",
  recovered: false,
  wasRecovering: true,
  position: { offset: 90, epoch: "e1" },
};

function hearAll(frames: Frame[], log: ChannelLog = openLog(since)) {
  const fresh: Change[] = [];
  let lost = 0;
  for (const frame of frames) {
    const heard = hear(log, frame);
    log = heard.log;
    fresh.push(...heard.fresh);
    lost += heard.lost ? 1 : 0;
  }
  return { log, fresh, lost };
}

describe("a channel's log", () => {
  it("tells each publication once, however often it comes", () => {
    const { fresh } = hearAll([
      publication(11, upsert("a", 11)),
      recovered,
      publication(11, upsert("a", 11)),
      publication(12, upsert("b", 12)),
    ]);
    expect(fresh).toEqual([upsert("a", 11), upsert("b", 12)]);
  });

  it("drops what the snapshot holds already", () => {
    expect(hearAll([publication(10, upsert("a", 10)), publication(9, upsert("a", 9))]).fresh).toEqual([]);
  });

  it("does not bring back what a later publication has deleted", () => {
    const { fresh, log } = hearAll([publication(12, gone("a", 12)), publication(11, upsert("a", 11), upsert("b", 11))]);
    expect(fresh).toEqual([gone("a", 12), upsert("b", 11)]);
    expect(heardSince(log, since)).toEqual([upsert("b", 11), gone("a", 12)]);
  });

  it("is lost when what was missed could not be recovered, and begins anew there", () => {
    const { log, lost } = hearAll([publication(11, upsert("a", 11)), notRecovered]);
    expect(lost).toBe(1);
    expect(heardSince(log, since)).toBeUndefined();
    expect(heardSince(log, { ...since, offset: 90 })).toEqual([]);
  });

  it("is lost when the journal's incarnation or the fold has changed", () => {
    const { lost } = hearAll([
      { is: "subscribed", recovered: true, wasRecovering: true, position: { offset: 11, epoch: "e2" } },
    ]);
    expect(lost).toBe(1);
  });

  it("tells a later snapshot what came after it", () => {
    const { log } = hearAll([publication(11, upsert("a", 11)), publication(13, upsert("b", 13))]);
    expect(heardSince(log, { ...since, offset: 11 })).toEqual([upsert("b", 13)]);
    expect(heardSince(log, { ...since, offset: 20 })).toEqual([]);
  });

  it("has nothing for a snapshot that is older than it, or of another epoch", () => {
    expect(heardSince(openLog(since), { ...since, offset: 9 })).toBeUndefined();
    expect(heardSince(openLog(since), { ...since, epoch: "e0" })).toBeUndefined();
  });

  it("forgets the oldest, and then says so to who needs it", () => {
    const many = Array.from({ length: 2100 }, (_, at) => publication(11 + at, upsert(`${at}`, 11 + at)));
    const { log } = hearAll(many);
    expect(heardSince(log, since)).toBeUndefined();
    expect(heardSince(log, { ...since, offset: 2100 })).toHaveLength(10);
  });

  it("ends the same whatever the order and repetition of what arrives", () => {
    const frames = [
      publication(11, upsert("a", 11)),
      publication(12, upsert("b", 12)),
      publication(13, gone("a", 13)),
      publication(14, upsert("b", 14)),
    ];
    const inOrder = lastOf(hearAll(frames).fresh);
    for (let seed = 1; seed <= 200; seed++) {
      const shuffled = [...frames, ...frames].sort((x, y) => chance(seed, x) - chance(seed, y));
      expect(lastOf(hearAll(shuffled).fresh)).toEqual(inOrder);
    }
  });
});

/** What each row was last told to be. */
function lastOf(changes: Change[]) {
  return new Map(changes.map((change) => [change.row.id, change] as const).sort(([a], [b]) => a.localeCompare(b)));
}

function chance(seed: number, frame: Frame) {
  const offset = frame.is === "publication" ? frame.offset : 0;
  return Math.sin(seed * 7919 + offset * 104_729) % 1;
}
