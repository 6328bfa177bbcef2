import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Outlet, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { accountQuery } from "@/api/account";
import { onTold, session } from "@/api/browser_session";
import { OutboxProvider } from "@/commands/outbox_provider";
import { StepUp } from "@/features/identity/step_up/step_up";
import { LiveProvider } from "@/live/live_provider";

const route = getRouteApi("/signed-in");

/** Everything that needs a person. When the session ends, here or in another tab, one signs in again and comes back. */
export function SignedIn() {
  const { account } = route.useRouteContext();
  const client = useQueryClient();
  const router = useRouter();

  useEffect(() => {
    async function look() {
      const now = await client.fetchQuery({ ...accountQuery, staleTime: 0 });
      if (now?.id !== account.id) await router.invalidate(); // the guard of the route says where to
    }
    const stopSession = session.onEnd(() => {
      client.setQueryData(accountQuery.queryKey, null);
      void router.invalidate();
    });
    const stopTabs = onTold(() => void look());
    return () => {
      stopSession();
      stopTabs();
    };
  }, [account.id, client, router]);

  return (
    <OutboxProvider account={account.id}>
      <LiveProvider key={account.id}>
        <Outlet />
      </LiveProvider>
      <StepUp />
    </OutboxProvider>
  );
}
