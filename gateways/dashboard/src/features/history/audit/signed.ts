// A text with the signature of the server (Ed25519, RFC 8032): of a head of the journal, of the certificate of an erasure.
import { bytesOfHex } from "../event/record_bytes";

export interface Signed {
  text: string;
  /** In hex, as the signature is. */
  key: string;
  signature: string;
}

/** Whether the key has signed the text. Nothing where the browser knows no Ed25519: those before 2025 do not. */
export async function isSigned({ key, signature, text }: Signed): Promise<boolean | undefined> {
  const algorithm = { name: "Ed25519" };
  let imported: CryptoKey;
  try {
    imported = await crypto.subtle.importKey("raw", bytesOfHex(key), algorithm, false, ["verify"]);
  } catch (error) {
    return isUnknown(error) ? undefined : false;
  }
  return crypto.subtle.verify(algorithm, imported, bytesOfHex(signature), new TextEncoder().encode(text));
}

const isUnknown = (error: unknown) => error instanceof Error && error.name === "NotSupportedError";
