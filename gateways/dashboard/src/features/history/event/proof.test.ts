import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isGood, linkOf, prove } from "./proof";
import type { EventInFull } from "./queries";

type Kept = Pick<EventInFull, "record" | "chain">;

const id = (digit: string) =>
  `${digit.repeat(8)}-${digit.repeat(4)}-${digit.repeat(4)}-${digit.repeat(4)}-${digit.repeat(12)}`;
const raw = (uuid: string) => Buffer.from(uuid.replaceAll("-", ""), "hex");
const int = (value: number, bytes: number) => {
  const out = Buffer.alloc(8);
  out.writeBigInt64LE(BigInt(value));
  return out.subarray(0, bytes);
};
const text = (value: string) => Buffer.concat([int(Buffer.byteLength(value), 4), Buffer.from(value)]);
const sha256 = (...parts: Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest("hex");

/** A record as the journal writes it, and what the API says of it. */
function kept(before = sha256(Buffer.from("the beginning"))): Kept {
  const at_us = Date.parse("2026-11-30T08:00:00Z") * 1000 + 123456;
  const bytes = Buffer.concat([
    Buffer.from([0x4d, 0x52, 1, 2, 0, 0, 0, 0]),
    int(7, 2),
    int(3, 8),
    raw(id("1")),
    int(9, 8),
    Buffer.from(before, "hex"),
    int(at_us, 8),
    raw(id("2")),
    raw(id("3")),
    Buffer.alloc(32, 5),
    Buffer.from([2]),
    raw(id("4")),
    raw(id("5")),
    Buffer.alloc(16),
    text("ticket.assign.v1"),
    raw(id("6")),
    int(2, 8),
    int(1, 4),
    text("ticket.assigned.v1"),
    raw(id("6")),
    int(2, 8),
    int(at_us, 8),
    Buffer.from([0]),
    text("sealed"),
  ]);
  const time = "2026-11-30T08:00:00.123456Z";
  const fact = {
    id: "7-40-0",
    fact: "ticket.assigned.v1",
    about: id("6"),
    version: 2,
    occurred_at: time,
    origin: "live" as const,
  };
  return {
    record: {
      partition: 7,
      offset: 40,
      position: "journal.7.40",
      recorded_at: time,
      by: { kind: "user", id: id("5") },
      ask: "ticket.assign.v1",
      command_id: id("3"),
      subject: id("6"),
      subject_version: 2,
      epoch: 3,
      seq: 9,
      writer: id("1"),
      facts: [fact],
      bytes: bytes.toString("base64"),
    },
    chain: { algorithm: "SHA-256", before, after: sha256(Buffer.from(before, "hex"), bytes), before_at: 42 },
  };
}

function withByte(of: Kept, at: number): Kept {
  const bytes = Buffer.from(of.record.bytes, "base64");
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return { ...of, record: { ...of.record, bytes: bytes.toString("base64") } };
}

async function proofOf(of: Kept) {
  const proof = await prove(of);
  if (!proof) throw new Error("there is no SHA-256 here");
  return proof;
}

describe("a record", () => {
  it("is good when its bytes give the hash, hold the one before, and say what is said of them", async () => {
    const proof = await proofOf(kept());
    expect(proof).toEqual({ digest: kept().chain.after, hashIsRight: true, holdsBefore: true, differing: [] });
    expect(isGood(proof)).toBe(true);
  });

  it("is not when a single byte of it is another, wherever", async () => {
    const good = kept();
    const length = Buffer.from(good.record.bytes, "base64").length;
    for (const at of [...Array(length).keys()].filter((place) => place % 7 === 0 || place === length - 1)) {
      const proof = await proofOf(withByte(good, at));
      expect(proof.hashIsRight, `byte ${at}`).toBe(false);
      expect(isGood(proof), `byte ${at}`).toBe(false);
      expect(proof.digest).not.toBe(good.chain.after);
    }
  });

  it("is not when it follows another hash than it holds, though that gives the hash that is claimed", async () => {
    const good = kept();
    const before = sha256(Buffer.from("another past"));
    const after = sha256(Buffer.from(before, "hex"), Buffer.from(good.record.bytes, "base64"));
    const proof = await proofOf({ ...good, chain: { ...good.chain, before, after } });
    expect(proof).toMatchObject({ hashIsRight: true, holdsBefore: false });
    expect(isGood(proof)).toBe(false);
  });

  it("is not when something else is said of it than its bytes say", async () => {
    const good = kept();
    const told = (more: Partial<Kept["record"]>) => proofOf({ ...good, record: { ...good.record, ...more } });
    expect((await told({ ask: "ticket.change.v1" })).differing).toEqual(["ask"]);
    expect((await told({ by: { kind: "user", id: id("9") } })).differing).toEqual(["by.id"]);
    expect((await told({ recorded_at: "2026-11-30T08:00:00.123457Z" })).differing).toEqual(["recorded_at"]);
    expect((await told({ facts: [] })).differing).toEqual(["facts"]);
    expect(isGood(await told({ facts: [] }))).toBe(false);
  });

  it("of format 2 ends with where it came from", async () => {
    const good = kept();
    const bytes = Buffer.concat([Buffer.from(good.record.bytes, "base64"), raw(id("7")), raw(id("8")), int(9, 8)]);
    bytes[2] = 2;
    const after = sha256(Buffer.from(good.chain.before, "hex"), bytes);
    const newer = { record: { ...good.record, bytes: bytes.toString("base64") }, chain: { ...good.chain, after } };
    expect((await proofOf(newer)).differing).toEqual([]);
  });

  it("of another format is only as good as its hash, and says so", async () => {
    const good = kept();
    const bytes = Buffer.from(good.record.bytes, "base64");
    bytes[2] = 3;
    const after = sha256(Buffer.from(good.chain.before, "hex"), bytes);
    const newer = { record: { ...good.record, bytes: bytes.toString("base64") }, chain: { ...good.chain, after } };
    expect(await proofOf(newer)).toMatchObject({ hashIsRight: true, holdsBefore: true, differing: undefined });
  });

  it("is joined to the one before by one hash", () => {
    const first = kept();
    expect(linkOf(first, kept(first.chain.after))).toBe("joined");
    expect(linkOf(first, kept())).toBe("broken");
    expect(linkOf(null, first)).toBe("unseen");
  });
});
