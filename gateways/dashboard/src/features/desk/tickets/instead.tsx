import { Link } from "@tanstack/react-router";
import { Ticket as TicketIcon } from "lucide-react";
import { Button, buttonLook } from "@/components/button";
import { Empty } from "@/components/empty";
import { SkeletonRows } from "@/components/skeleton";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { present, type TicketsSearch } from "./search";

/** In place of rows: what is on its way, what went wrong, or that there is nothing and what to do next. */
export function Instead({
  list,
  search,
  onNew,
}: {
  list: { loading: boolean; error: unknown; retry: () => void };
  search: TicketsSearch;
  onNew: (() => void) | undefined;
}) {
  const t = useText();
  const textOf = useProblemText();
  if (list.loading) return <SkeletonRows rows={14} height={40} label={t("common.loading")} />;
  if (list.error)
    return <Empty title={textOf(list.error)} action={<Button onClick={list.retry}>{t("common.retry")}</Button>} />;
  const { layout, sort, status, ...narrowed } = search;
  const everywhere = status === "all";
  if (Object.keys(narrowed).length > 0)
    return (
      <Empty
        icon={TicketIcon}
        title={t("tickets.empty.filtered.title")}
        action={
          <Link
            from="/b/$business"
            to="/b/$business/tickets"
            search={everywhere ? present<TicketsSearch>({ layout, sort, status }) : { ...search, status: "all" }}
            className={buttonLook()}
          >
            {t(everywhere ? "tickets.empty.filtered.clear" : "tickets.empty.filtered.wider")}
          </Link>
        }
      />
    );
  const which = status ?? "open";
  return (
    <Empty
      icon={TicketIcon}
      title={t(`tickets.empty.${which}.title`)}
      text={t(`tickets.empty.${which}.text`)}
      action={onNew && (which === "open" || which === "all") && <Button onClick={onNew}>{t("tickets.new")}</Button>}
    />
  );
}
