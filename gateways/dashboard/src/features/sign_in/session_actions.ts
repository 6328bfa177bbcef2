// Signing in and out: the tokens go into cookies, and what was known of one person is forgotten before the next.
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { accountQuery } from "@/api/account";
import { tellTabs } from "@/api/browser_session";
import { answer, api, signInApi } from "@/api/client";
import { forgetReading } from "@/installed/service_worker";

export interface FactorWanted {
  mfa_token: string;
  methods: string[];
}

export function useSignIn() {
  const client = useQueryClient();
  const router = useRouter();

  async function signedIn(to: string | undefined) {
    await forgetReading();
    client.clear();
    tellTabs("signed_in");
    await client.fetchQuery(accountQuery);
    router.history.push(to ?? "/app/");
  }

  async function unlessWanted(said: { user: unknown } | FactorWanted, to: string | undefined) {
    if ("mfa_token" in said) return { mfa_token: said.mfa_token, methods: said.methods };
    await signedIn(to);
    return undefined;
  }

  return {
    signedIn,
    /** Answers what else the account wants, where the password is not enough. */
    async logIn(input: { email: string; password: string }, to?: string) {
      return unlessWanted(await answer(signInApi.POST("/auth/login", { body: input })), to);
    },
    /** Of an account that its person has deactivated. */
    async reactivate(input: { email: string; password: string }, to?: string) {
      return unlessWanted(await answer(signInApi.POST("/auth/reactivate", { body: input })), to);
    },
    async signUp(input: { email: string; password: string; name: string }, to?: string) {
      await answer(signInApi.POST("/auth/signup", { body: input }));
      await signedIn(to);
    },
  };
}

export function useLogOut() {
  const leave = useLeave();
  return async (to?: string) => {
    await answer(api.GET("/auth/me")).catch(() => undefined); // renews what has run out: only then the server knows whose session ends
    await leave(to);
  };
}

/** Of a session that is over, or is to be: the cookies go, too. */
export function useLeave() {
  const client = useQueryClient();
  const router = useRouter();
  return async (to?: string) => {
    await answer(signInApi.POST("/auth/logout")).catch(() => undefined);
    await forgetReading();
    tellTabs("signed_out");
    client.clear();
    await router.navigate({ to: "/sign-in", search: to ? { to } : {} });
  };
}
