// Passkeys: what a browser has an authenticator do (WebAuthn), in the words of the server.
import type { components } from "./schema";

type Schemas = components["schemas"];
type Challenge = Schemas["passkey_challenge"];
type NewKey = Schemas["new_passkey"];
export type SignedChallenge = Schemas["identity.signed_challenge"];

export function hasPasskeys() {
  return "PublicKeyCredential" in globalThis;
}

function bytesOf(text: string) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function textOf(bytes: ArrayBuffer) {
  const plain = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The person has said no, or nothing, or the authenticator has: no passkey. */
async function from<Answer>(asked: Promise<Credential | null>, read: (key: PublicKeyCredential) => Answer) {
  const credential = await asked.catch((error: unknown) => {
    if (error instanceof DOMException) return null;
    throw error;
  });
  return credential instanceof PublicKeyCredential ? read(credential) : undefined;
}

export function makePasskey(wanted: NewKey) {
  const { challenge, rp_id, user_id, user_name, user_display_name, algorithms, excluded } = wanted;
  const asked = navigator.credentials.create({
    publicKey: {
      challenge: bytesOf(challenge),
      rp: { id: rp_id, name: "Millrace" },
      user: { id: bytesOf(user_id), name: user_name, displayName: user_display_name },
      pubKeyCredParams: algorithms.map((alg) => ({ type: "public-key", alg })),
      excludeCredentials: excluded.map((id) => ({ type: "public-key", id: bytesOf(id) })),
      authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
      attestation: "none",
    },
  });
  return from(asked, ({ response }) => {
    const made = response as AuthenticatorAttestationResponse;
    return {
      client_data: textOf(made.clientDataJSON),
      authenticator_data: textOf(made.getAuthenticatorData()),
      transports: made.getTransports(),
    };
  });
}

export function signWithPasskey({ challenge, rp_id, allowed }: Challenge): Promise<SignedChallenge | undefined> {
  const asked = navigator.credentials.get({
    publicKey: {
      challenge: bytesOf(challenge),
      rpId: rp_id,
      allowCredentials: allowed.map(({ credential_id, transports }) => ({
        type: "public-key",
        id: bytesOf(credential_id),
        transports: transports as AuthenticatorTransport[],
      })),
      userVerification: "required",
    },
  });
  return from(asked, ({ id, response }) => {
    const { clientDataJSON, authenticatorData, signature, userHandle } = response as AuthenticatorAssertionResponse;
    return {
      credential_id: id,
      client_data: textOf(clientDataJSON),
      authenticator_data: textOf(authenticatorData),
      signature: textOf(signature),
      ...(userHandle ? { user_handle: textOf(userHandle) } : {}),
    };
  });
}
