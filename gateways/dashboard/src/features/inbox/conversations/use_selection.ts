import { useCallback, useEffect, useRef, useState } from "react";
import { allOrNone, extended, nothingSelected, type Selection, toggled } from "@/components/selection";
import { useToast } from "@/components/toast";
import { useText } from "@/i18n/i18n_provider";
import type { ListedConversation } from "./live";

/** More are not selected at once: what is done to them is to be seen at once, too. */
const most = 200;

/** Which of the rows are chosen, in this list: another view, or other filters, begin with nothing chosen. */
export function useSelection(rows: readonly ListedConversation[], list: string) {
  const t = useText();
  const toast = useToast();
  const [kept, setKept] = useState<{ list: string; selection: Selection }>({ list, selection: nothingSelected });
  const selection = kept.list === list ? kept.selection : nothingSelected;
  const order = useRef<readonly string[]>([]);
  useEffect(() => {
    order.current = rows.map(({ id }) => id);
  });
  const change = useCallback(
    (next: (before: Selection) => Selection) =>
      setKept((now) => ({ list, selection: next(now.list === list ? now.selection : nothingSelected) })),
    [list],
  );
  const toggle = useCallback((id: string) => change((before) => toggled(before, id)), [change]);
  const extend = useCallback((id: string) => change((before) => extended(before, id, order.current)), [change]);
  return {
    ids: selection.ids,
    /** What has left the list meanwhile is not meant any more. */
    rows: rows.filter(({ id }) => selection.ids.has(id)),
    toggle,
    extend,
    all() {
      change((before) => allOrNone(before, order.current.slice(0, most)));
      if (rows.length > most) toast({ text: t("inbox.select_all.most", { count: most }) });
    },
    clear: () => change(() => nothingSelected),
  };
}

export type SelectionOf = ReturnType<typeof useSelection>;
