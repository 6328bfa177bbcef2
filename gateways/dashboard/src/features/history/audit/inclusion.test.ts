import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { bytesOfHex, hexOf } from "../event/record_bytes";
import { holds, type InclusionProof, leafOf, rootOf, verify } from "./inclusion";

/** The leaves of the tests of Certificate Transparency (RFC 6962). */
const inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"].map(
  (hex) => Buffer.from(hex, "hex"),
);

/** The roots over the first one, two … eight of them. */
const roots = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

const sha256 = (prefix: number, ...parts: Uint8Array[]) =>
  createHash("sha256")
    .update(Buffer.concat([Buffer.from([prefix]), ...parts]))
    .digest();

// The definitions of RFC 9162 §2.1.1 and §2.1.3.1, by recursion: another way than the one that is tested.
const split = (count: number) => 2 ** Math.ceil(Math.log2(count) - 1);

function rootOver(leaves: readonly Uint8Array[]): Buffer {
  const [only] = leaves;
  if (leaves.length === 1 && only) return sha256(0, only);
  const at = split(leaves.length);
  return sha256(1, rootOver(leaves.slice(0, at)), rootOver(leaves.slice(at)));
}

function pathTo(index: number, leaves: readonly Uint8Array[]): string[] {
  if (leaves.length === 1) return [];
  const at = split(leaves.length);
  return index < at
    ? [...pathTo(index, leaves.slice(0, at)), rootOver(leaves.slice(at)).toString("hex")]
    : [...pathTo(index - at, leaves.slice(at)), rootOver(leaves.slice(0, at)).toString("hex")];
}

const numbered = (count: number) => Array.from({ length: count }, (_, n) => Buffer.from(`record ${n}`));
const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const key = publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("hex");

function proofOf(index: number, records: readonly Buffer[]): InclusionProof {
  const [size, root] = [records.length, rootOver(records).toString("hex")];
  const at = "2026-11-30T08:00:00.123456Z";
  const text = `millrace head 1\nincarnation=0\npartition=7\nsize=${size}\nroot=${root}\nat=${at}\n`;
  const signature = sign(null, Buffer.from(text), privateKey).toString("hex");
  return {
    event_id: `7-${index}-0`,
    partition: 7,
    index,
    size,
    leaf: sha256(0, records[index] ?? Buffer.alloc(0)).toString("hex"),
    record: (records[index] ?? Buffer.alloc(0)).toString("base64"),
    path: pathTo(index, records),
    head: { partition: 7, size, root, at, key, signature, text },
  };
}

async function verdictOf(proof: InclusionProof, shown?: string) {
  const verdict = await verify(proof, shown);
  if (!verdict) throw new Error("there is no SHA-256 here");
  return verdict;
}

describe("the path from a leaf", () => {
  it("leads to the roots of Certificate Transparency's test vectors, from each leaf of each tree", async () => {
    for (const [n, root] of roots.entries())
      for (const index of inputs.slice(0, n + 1).keys()) {
        const leaves = inputs.slice(0, n + 1);
        const path = pathTo(index, leaves);
        const found = await rootOf(await leafOf(inputs[index] ?? new Uint8Array()), { index, size: n + 1, path });
        expect(found && hexOf(found), `${index} of ${n + 1}`).toBe(root);
      }
  });

  it("of RFC 6962's examples: three and two hashes from the first and the sixth of eight", async () => {
    const path = [
      "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ];
    const found = await rootOf(await leafOf(new Uint8Array()), { index: 0, size: 8, path });
    expect(found && hexOf(found)).toBe(roots[7]);
  });

  it("leads there in trees of every size, and from nowhere else", async () => {
    for (let size = 1; size <= 40; size++) {
      const records = numbered(size);
      const root = rootOver(records).toString("hex");
      for (let index = 0; index < size; index++) {
        const path = pathTo(index, records);
        const leaf = await leafOf(records[index] ?? new Uint8Array());
        const at = async (place: number) => {
          const found = await rootOf(leaf, { index: place, size, path });
          return found && hexOf(found);
        };
        expect(await at(index), `${index} of ${size}`).toBe(root);
        expect(await at(index + 1), `${index} as the next of ${size}`).not.toBe(root);
      }
    }
  });

  it("is refused when it is too long, too short, or no path", async () => {
    const records = numbered(11);
    const path = pathTo(5, records);
    const leaf = await leafOf(records[5] ?? new Uint8Array());
    const from = (more: Partial<InclusionProof>) => rootOf(leaf, { index: 5, size: 11, path, ...more });
    expect(await from({ path: path.slice(0, -1) })).toBeUndefined();
    expect(await from({ path: [...path, path[0] ?? ""] })).toBeUndefined();
    expect(await from({ path: path.map((hash) => hash.slice(2)) })).toBeUndefined();
    for (const index of [-1, 11, 1.5, Number.NaN]) expect(await from({ index })).toBeUndefined();
    expect(await from({ size: 0 })).toBeUndefined();
  });

  it("of a tree that has outgrown 32 bits is climbed as any other", async () => {
    const path = Array.from({ length: 34 }, (_, n) => n.toString(16).padStart(64, "0"));
    const index = 2 ** 33 + 1;
    let hash = sha256(0, Buffer.from("far"));
    for (const [level, beside] of path.entries()) {
      const right = Math.floor(index / 2 ** level) % 2 === 1;
      const other = Buffer.from(beside, "hex");
      hash = right ? sha256(1, other, hash) : sha256(1, hash, other);
    }
    const found = await rootOf(await leafOf(Buffer.from("far")), { index, size: 2 ** 34, path });
    expect(found && hexOf(found)).toBe(hash.toString("hex"));
  });
});

describe("a record with its proof", () => {
  it("holds when all of it does", async () => {
    const proof = proofOf(3, numbered(13));
    const verdict = await verdictOf(proof, proof.record);
    expect(verdict).toEqual({ record: true, leaf: true, root: true, text: true, signature: true });
    expect(holds(verdict)).toBe(true);
    expect(holds(await verdictOf(proof))).toBe(true);
  });

  it("does not when a byte of the record is another, or it is not the one that is shown", async () => {
    const proof = proofOf(3, numbered(13));
    const other = Buffer.from("record 4").toString("base64");
    expect(await verdictOf({ ...proof, record: other })).toMatchObject({ leaf: false, root: false });
    const swapped = await verdictOf(proof, other);
    expect(swapped).toMatchObject({ record: false, leaf: true, root: true });
    expect(holds(swapped)).toBe(false);
  });

  it("does not with the head of another tree, though it is signed", async () => {
    const proof = proofOf(3, numbered(13));
    const verdict = await verdictOf({ ...proof, head: proofOf(0, numbered(14)).head });
    expect(verdict).toMatchObject({ leaf: true, root: false, text: true, signature: true });
    expect(holds(verdict)).toBe(false);
  });

  it("does not when the head says something else than what is signed", async () => {
    const proof = proofOf(3, numbered(13));
    for (const more of [
      { at: "2026-11-30T08:00:00.123457Z" },
      { size: 12 },
      { partition: 8 },
      { root: "00".repeat(32) },
    ]) {
      const verdict = await verdictOf({ ...proof, head: { ...proof.head, ...more } });
      expect(verdict.text, JSON.stringify(more)).toBe(false);
      expect(verdict.signature).toBe(true);
    }
    expect((await verdictOf({ ...proof, partition: 8 })).text).toBe(false);
  });

  it("does not when the signature is another's, of another text, or none", async () => {
    const proof = proofOf(3, numbered(13));
    const signed = async (more: Partial<InclusionProof["head"]>) =>
      (await verdictOf({ ...proof, head: { ...proof.head, ...more } })).signature;
    const stranger = generateKeyPairSync("ed25519").publicKey.export({ format: "der", type: "spki" });
    expect(await signed({ key: stranger.subarray(-32).toString("hex") })).toBe(false);
    expect(await signed({ text: `${proof.head.text}note=x\n` })).toBe(false);
    expect(await signed({ signature: "00".repeat(64) })).toBe(false);
    expect(await signed({ signature: "" })).toBe(false);
    expect(await signed({ key: "00" })).toBe(false);
  });

  it("of RFC 8032's first test signs nothing, and is right", async () => {
    const head = {
      ...proofOf(0, numbered(1)).head,
      key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      signature:
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
      text: "",
    };
    expect(bytesOfHex(head.signature)).toHaveLength(64);
    expect((await verdictOf({ ...proofOf(0, numbered(1)), head })).signature).toBe(true);
  });
});
