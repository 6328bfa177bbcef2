// A log-in with a passkey alone: it says whose it is, and has seen that its person is there.
import { answer, signInApi } from "@/api/client";
import { signWithPasskey } from "@/api/passkeys";

/** Whether somebody is signed in then. */
export async function logInWithPasskey() {
  const passkey = await signWithPasskey(await answer(signInApi.POST("/auth/mfa/challenge", { body: {} })));
  if (!passkey) return false;
  await answer(signInApi.POST("/auth/mfa", { body: { passkey } }));
  return true;
}
