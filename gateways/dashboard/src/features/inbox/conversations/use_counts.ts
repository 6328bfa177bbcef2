// How many conversations there are in each tab, and of each status.
import { useBusinessId } from "@/api/business_context";
import { useCountText } from "@/components/count_text";
import { useCount } from "@/lists/use_count";
import { conversationCount } from "./queries";
import { type Asked, askedBy, inTab, type statuses, type View } from "./search";

/** Of what a press on that tab would show. What is found by words is not counted: the words change as one writes. */
export function useTabCounts(asked: Asked, tabs: readonly View[], begin: boolean): Partial<Record<View, number>> {
  const business = useBusinessId();
  const { sort: _, q, ...narrowed } = asked;
  const counted = (view: View) => conversationCount(business, askedBy(inTab(narrowed, view)));
  const wanted = (view: View) => begin && !q && tabs.includes(view);
  const counts = {
    open: useCount(counted("open"), wanted("open")).total,
    mine: useCount(counted("mine"), wanted("mine")).total,
    unassigned: useCount(counted("unassigned"), wanted("unassigned")).total,
    all: useCount(counted("all"), wanted("all")).total,
  };
  return Object.fromEntries(
    Object.entries(counts).filter(([view, count]) => count !== undefined && wanted(view as View)),
  );
}

/** Asked for once somebody wants to choose. */
export function useStatusCounts(wanted: boolean): Partial<Record<(typeof statuses)[number], string>> {
  const business = useBusinessId();
  const textOf = useCountText();
  const counted = (status: (typeof statuses)[number]) => conversationCount(business, { view: "all", status });
  return {
    open: textOf(useCount(counted("open"), wanted).total),
    pending: textOf(useCount(counted("pending"), wanted).total),
    resolved: textOf(useCount(counted("resolved"), wanted).total),
    closed: textOf(useCount(counted("closed"), wanted).total),
    archived: textOf(useCount(counted("archived"), wanted).total),
  };
}
