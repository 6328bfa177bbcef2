import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { businessesQuery, meQuery } from "@/api/account";
import { isFinal } from "@/api/problem";
import { readMarkers } from "@/features/inbox/conversations/live";
import { applyChanges } from "@/live/cache";
import { useLive } from "@/live/use_live";

/** My own channel: my rights, and how far I have read. Who is no longer a member is nobody there, and keeps nothing of it. */
export function useMemberChannel(business: string) {
  const client = useQueryClient();
  const { data: me, dataUpdatedAt, error } = useSuspenseQuery(meQuery(business));
  const gone = isFinal(error);
  useLive(me.live, dataUpdatedAt, {
    onLost: () => void client.invalidateQueries({ queryKey: [business, "me"] }),
    onChanges: (changes) => applyChanges(client, business, readMarkers(changes)),
  });
  useEffect(() => {
    if (!gone) return;
    client.removeQueries({ predicate: ({ queryKey: [of, what] }) => of === business && what !== "me" });
    void client.invalidateQueries({ queryKey: businessesQuery.queryKey });
  }, [client, business, gone]);
  return gone ? undefined : me;
}
