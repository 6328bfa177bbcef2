// Whether a record stands in the tree that a signed head names: RFC 9162 §2.1.3.2, computed here from the record's own bytes. Nothing of what
// the server claims is taken for granted but the key, which whoever doubts it compares with the one that was published elsewhere.
import { micros } from "../as_of/moments";
import { bytesOfBase64, bytesOfHex, hexOf } from "../event/record_bytes";
import { isSigned, type Signed } from "./signed";

/** Its text has a `name=value` a line. */
export interface SignedHead extends Signed {
  partition: number;
  /** How many records the tree holds. */
  size: number;
  root: string;
  /** RFC 3339. */
  at: string;
}

export interface InclusionProof {
  event_id: string;
  partition: number;
  index: number;
  size: number;
  leaf: string;
  /** Base64. */
  record: string;
  path: readonly string[];
  head: SignedHead;
}

/** What was looked at, in order; nothing: it could not be looked at. */
export interface Verdict {
  /** The bytes are those of the record that is shown. */
  record: boolean | undefined;
  /** They give the leaf that is claimed. */
  leaf: boolean;
  /** From that leaf, along the path, one comes to the root of the head. */
  root: boolean;
  /** What is signed says of partition, size, root and time what the head says. */
  text: boolean;
  signature: boolean | undefined;
}

const leaf_prefix = 0;
const node_prefix = 1;
const digest_bytes = 32;

/** Nothing where the browser has no SHA-256: a page that did not come over TLS, from another machine. `shown`: the record in Base64. */
export async function verify(proof: InclusionProof, shown?: string): Promise<Verdict | undefined> {
  if (!globalThis.crypto?.subtle) return undefined;
  const { head } = proof;
  const leaf = await leafOf(bytesOfBase64(proof.record));
  const root = await rootOf(leaf, proof);
  return {
    record: shown === undefined ? undefined : shown === proof.record,
    leaf: hexOf(leaf) === proof.leaf,
    root: root !== undefined && hexOf(root) === head.root && proof.size === head.size,
    text: saysTheSame(head) && proof.partition === head.partition,
    signature: await isSigned(head),
  };
}

/** Whether all of it holds; nothing: what could be looked at does, and something could not. */
export function holds({ record, leaf, root, text, signature }: Verdict): boolean | undefined {
  const all = [record, leaf, root, text, signature];
  if (all.includes(false)) return false;
  return signature === undefined ? undefined : true;
}

export const leafOf = (record: Uint8Array) => sha256(leaf_prefix, record);

/** Nothing when the path is not one of a tree of that size from that leaf. */
export async function rootOf(
  leaf: Uint8Array<ArrayBuffer>,
  { index, size, path }: Pick<InclusionProof, "index" | "size" | "path">,
): Promise<Uint8Array | undefined> {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return undefined;
  let [first, last, hash] = [index, size - 1, leaf];
  for (const hex of path) {
    const beside = bytesOfHex(hex);
    if (last === 0 || beside.length !== digest_bytes) return undefined;
    if (isOdd(first) || first === last) {
      hash = await sha256(node_prefix, beside, hash);
      while (!isOdd(first) && first !== 0) [first, last] = [half(first), half(last)];
    } else {
      hash = await sha256(node_prefix, hash, beside);
    }
    [first, last] = [half(first), half(last)];
  }
  return last === 0 ? hash : undefined;
}

// Places may be greater than what `>>` keeps.
const isOdd = (place: number) => place % 2 === 1;
const half = (place: number) => Math.floor(place / 2);

async function sha256(prefix: number, ...parts: Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  const whole = Uint8Array.from([prefix, ...parts.flatMap((part) => [...part])]);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

function saysTheSame({ partition, size, root, at, text }: SignedHead) {
  const said = new Map(text.split("\n").map((line) => split(line)));
  const same = (name: string, value: string) => said.get(name) === value;
  const sameTime = micros(said.get("at") ?? "") === micros(at);
  return same("partition", String(partition)) && same("size", String(size)) && same("root", root) && sameTime;
}

function split(line: string): [string, string] {
  const at = line.indexOf("=");
  return at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
}
