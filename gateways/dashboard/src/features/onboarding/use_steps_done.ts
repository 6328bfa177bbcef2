import { teamList } from "@/api/team";
import { useList } from "@/lists/use_list";
import { newestConversations } from "./queries";
import { doneOf } from "./steps";

/** Which steps are done, once that is known. */
export function useStepsDone(business: string) {
  const team = useList(teamList(business));
  const fromWidget = useList(newestConversations(business, "widget"));
  const newest = useList(newestConversations(business));
  const known = [team, fromWidget, newest].every(({ loading, error }) => !loading && !error);
  return known ? doneOf({ team: team.rows, fromWidget: fromWidget.rows, newest: newest.rows }) : undefined;
}
