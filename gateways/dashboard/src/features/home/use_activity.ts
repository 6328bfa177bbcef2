import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMay, useMe } from "@/api/me_context";
import { teamList } from "@/api/team";
import { useCount, useLater } from "@/lists/use_count";
import { listOptions, useList } from "@/lists/use_list";
import type { Pages } from "@/live/patch";
import { useLive } from "@/live/use_live";
import { activityList, activityPage, type Event } from "./activity";
import { openConversations, openTickets } from "./counts";
import { withNewest } from "./tellings";

/** The feed; it goes on as what it tells of is heard of on the channels of the inbox, the tickets and the team. */
export function useActivity() {
  const client = useQueryClient();
  const me = useMe();
  const business = useBusinessId();
  const list = useMemo(() => activityList(business), [business]);
  const feed = useList(list);
  const again = useLater(async () => {
    const newest = await activityPage(business, undefined, new AbortController().signal).catch(() => undefined);
    if (newest) client.setQueryData<Pages<Event>>(list.key, (before) => before && withNewest(before, newest));
  });
  useCount(openConversations(business), true, again);
  useCount(openTickets(business), useMay("tickets.view"), again);
  const team = useInfiniteQuery(listOptions(teamList(me.business_id)));
  useLive(team.data?.pages[0]?.live, team.dataUpdatedAt, { onLost: again, onChanges: again });
  return feed;
}
