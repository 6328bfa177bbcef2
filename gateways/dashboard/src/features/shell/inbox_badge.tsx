import { Count } from "@/components/badge";
import { cx } from "@/components/cx";
import { useAfterFirstScreen } from "@/early/first_screen";
import { conversationCount } from "@/features/inbox/conversations/queries";
import { askedBy } from "@/features/inbox/conversations/search";
import { useText } from "@/i18n/i18n_provider";
import { useCount } from "@/lists/use_count";

/** How many customers wait for an answer; folded, at the corner of the icon. The first page counts the same. */
export function InboxBadge({ business, folded }: { business: string; folded: boolean }) {
  const t = useText();
  const waiting = askedBy({ waiting: true, sort: "waiting" });
  const { total = 0 } = useCount(conversationCount(business, waiting), useAfterFirstScreen());
  return (
    <span className={cx("flex", folded && "absolute -top-1 right-0 scale-75")}>
      <Count of={total} tone="accent" label={t("shell.waiting", { count: total })} />
    </span>
  );
}
