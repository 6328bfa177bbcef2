// Whether a record is what it says it is: computed here, from its bytes. Nothing of what the server claims of it is taken for granted.

import { micros } from "../as_of/moments";
import type { EventInFull } from "./queries";
import { bytesOfBase64, bytesOfHex, hexOf, nil, type RecordInBytes, readRecord } from "./record_bytes";

export interface Proof {
  /** What SHA-256 gives over the hash before it and these bytes. */
  digest: string;
  /** … is the hash that the server gives. */
  hashIsRight: boolean;
  /** The hash before it stands in the bytes themselves, where it is said to be. */
  holdsBefore: boolean;
  /** The members of the record that are other than the bytes say; nothing when the bytes cannot be read here. */
  differing: readonly string[] | undefined;
}

type Kept = Pick<EventInFull, "record" | "chain">;

/** Nothing where the browser has no SHA-256: a page that did not come over TLS, from another machine. */
export async function prove({ record, chain }: Kept): Promise<Proof | undefined> {
  if (!globalThis.crypto?.subtle) return undefined;
  const bytes = bytesOfBase64(record.bytes);
  const before = bytesOfHex(chain.before);
  const whole = new Uint8Array([...before, ...bytes]);
  const digest = hexOf(new Uint8Array(await crypto.subtle.digest("SHA-256", whole)));
  const held = hexOf(bytes.subarray(chain.before_at, chain.before_at + before.length));
  const read = readRecord(bytes);
  return {
    digest,
    hashIsRight: chain.algorithm === "SHA-256" && digest === chain.after,
    holdsBefore: before.length > 0 && held === chain.before,
    differing: read && differing(record, read),
  };
}

export function isGood({ hashIsRight, holdsBefore, differing }: Proof) {
  return hashIsRight && holdsBefore && (differing?.length ?? 0) === 0;
}

function differing(record: Kept["record"], read: RecordInBytes): string[] {
  const pairs: Record<string, [unknown, unknown]> = {
    partition: [record.partition, read.partition],
    recorded_at: [micros(record.recorded_at), read.recorded_at_us],
    "by.kind": [record.by.kind, read.by.kind],
    "by.id": [record.by.id ?? nil, read.by.id],
    ask: [record.ask, read.ask],
    command_id: [record.command_id, read.command_id],
    cause_id: [record.cause_id ?? nil, read.cause_id],
    subject: [record.subject, read.subject],
    subject_version: [record.subject_version, read.subject_version],
    epoch: [record.epoch, read.epoch],
    seq: [record.seq, read.seq],
    writer: [record.writer, read.writer],
    facts: [
      JSON.stringify(record.facts.map((f) => [f.fact, f.about, f.version, micros(f.occurred_at), f.origin])),
      JSON.stringify(read.facts.map((f) => [f.fact, f.about, f.version, f.occurred_at_us, f.origin])),
    ],
  };
  return Object.keys(pairs).filter((name) => pairs[name]?.[0] !== pairs[name]?.[1]);
}

export type Link = "joined" | "broken" | "unseen";

/** Whether two records that stand one after the other are joined by one hash. A neighbour that is another business's is not seen. */
export function linkOf(earlier: Kept | null | undefined, later: Kept | null | undefined): Link {
  if (!earlier || !later) return "unseen";
  return earlier.chain.after === later.chain.before ? "joined" : "broken";
}
