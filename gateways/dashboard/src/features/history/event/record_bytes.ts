// A record read from its own bytes, as the journal keeps it (format 1; format 2 ends with where it came
// from): magic, format, kind, CRC, partition, fields; little-endian,
// lengths before contents. What is about people lies sealed in the bodies of its facts.

export interface FactInBytes {
  fact: string;
  about: string;
  version: number;
  occurred_at_us: number;
  origin: "live" | "import";
}

export interface RecordInBytes {
  partition: number;
  epoch: number;
  writer: string;
  seq: number;
  recorded_at_us: number;
  business: string;
  command_id: string;
  by: { kind: (typeof kinds)[number]; id: string };
  cause_id: string;
  ask: string;
  subject: string;
  subject_version: number;
  facts: FactInBytes[];
}

const kinds = ["anybody", "visitor", "user", "system", "api_key"] as const;
const origins = ["live", "import"] as const;
const digest_bytes = 32;
const provenance_bytes = 16 + 16 + 8; // session, trace, span
export const nil = "00000000-0000-0000-0000-000000000000";

class Reader {
  readonly #view: DataView;
  #at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = at;
  }

  u8 = () => this.#view.getUint8(this.#take(1));
  u16 = () => this.#view.getUint16(this.#take(2), true);
  u32 = () => this.#view.getUint32(this.#take(4), true);
  i64 = () => Number(this.#view.getBigInt64(this.#take(8), true));
  uuid = () => this.#hex(16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  skip = (count: number) => void this.#take(count);
  text = () => new TextDecoder("utf-8", { fatal: true }).decode(this.#bytes(this.u32()));
  atEnd = () => this.#at === this.#view.byteLength;

  #hex = (count: number) => hexOf(this.#bytes(count));

  #bytes(count: number) {
    const at = this.#take(count);
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + at, count);
  }

  #take(count: number) {
    const at = this.#at;
    if (at + count > this.#view.byteLength) throw new RangeError("the record ends early");
    this.#at += count;
    return at;
  }
}

/** Nothing when it is no record, or of a format that this page does not know. */
export function readRecord(bytes: Uint8Array): RecordInBytes | undefined {
  const known = bytes[0] === 0x4d && bytes[1] === 0x52 && (bytes[2] === 1 || bytes[2] === 2) && bytes[3] === 2; // "MR", a commit
  if (!known) return undefined;
  try {
    return readCommit(new Reader(bytes, 8), bytes[2] === 2);
  } catch {
    return undefined;
  }
}

function readCommit(read: Reader, withProvenance: boolean): RecordInBytes | undefined {
  const partition = read.u16();
  const epoch = read.i64();
  const writer = read.uuid();
  const seq = read.i64();
  read.skip(digest_bytes); // the chain before it
  const recorded_at_us = read.i64();
  const business = read.uuid();
  const command_id = read.uuid();
  read.skip(digest_bytes); // of what was asked
  const kind = kinds[read.u8()];
  const [principal, member, cause_id] = [read.uuid(), read.uuid(), read.uuid()];
  const ask = read.text();
  const subject = read.uuid();
  const subject_version = read.i64();
  const facts = Array.from({ length: read.u32() }, () => readFact(read));
  if (withProvenance) read.skip(provenance_bytes);
  if (!kind || !read.atEnd()) return undefined;
  const by = { kind, id: member === nil ? principal : member };
  return {
    partition,
    epoch,
    writer,
    seq,
    recorded_at_us,
    business,
    command_id,
    by,
    cause_id,
    ask,
    subject,
    subject_version,
    facts,
  };
}

function readFact(read: Reader): FactInBytes {
  const fact = read.text();
  const about = read.uuid();
  const version = read.i64();
  const occurred_at_us = read.i64();
  const origin = origins[read.u8()];
  read.text(); // its body
  if (!origin) throw new RangeError("an origin that is not known");
  return { fact, about, version, occurred_at_us, origin };
}

export function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function bytesOfHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
