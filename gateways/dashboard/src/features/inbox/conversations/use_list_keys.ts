import { useMay, useMe } from "@/api/me_context";
import { useText } from "@/i18n/i18n_provider";
import { useKeys } from "@/keys/use_keys";
import { writerOf } from "../thread/drafts";
import { startWriting } from "../thread/start_writing";
import type { ListedConversation } from "./live";
import { isGoingOn } from "./marks";
import { type View, views } from "./search";
import type { Asking } from "./selection_bar";
import type { Deeds } from "./use_deeds";
import type { SelectionOf } from "./use_selection";

export interface ListKeysOptions {
  rows: readonly ListedConversation[];
  open: string | undefined;
  selection: SelectionOf;
  deeds: Deeds;
  step: (by: 1 | -1) => void;
  show: (id: string) => void;
  onAsking: (asking: Asking) => void;
  onSearch: () => void;
  onNew: (() => void) | undefined;
  onView: (view: View) => void;
}

/** Letters of the list: about those that are selected, else the row that has the focus. The thread has its own for what is open. */
export function useListKeys(options: ListKeysOptions) {
  const { rows, open, selection, deeds, step, show, onAsking, onSearch, onNew, onView } = options;
  const t = useText();
  const me = useMe();
  const mayReply = useMay("conversations_reply");
  const mayAssign = useMay("conversations_assign");
  const mayClose = useMay("conversations_close");
  const selecting = selection.rows.length > 0;
  const here = selecting || !open;

  const underHand = () => rows.find(({ id }) => id === (focusedRow() ?? open));
  /** Those that a letter is about; what is about a row alone selects it first, so that one sees what it is about. */
  function ask(what: Asking) {
    const row = underHand();
    if (!selecting && !row) return;
    if (!selecting && row) selection.toggle(row.id);
    onAsking(what);
  }
  function resolve() {
    const row = underHand();
    const about = selecting ? selection.rows : row ? [row] : [];
    if (about.length === 0) return;
    deeds.status(about, about.some(({ status }) => isGoingOn(status)) ? "resolved" : "open");
    selection.clear();
  }
  function write(mode: "reply" | "note") {
    const row = underHand();
    if (!row) return;
    startWriting(row.id, writerOf(me), mode);
    show(row.id);
  }
  function select() {
    const row = underHand();
    if (row) selection.toggle(row.id);
  }

  useKeys(t("inbox.title"), [
    { text: t("shortcut.next"), keys: "j", unlisted: true, run: () => step(1) },
    { text: t("shortcut.previous"), keys: "k", unlisted: true, run: () => step(-1) },
    { text: t("shortcut.select"), keys: "x", unlisted: true, run: select },
    { text: t("inbox.search"), keys: "/", run: onSearch },
    onNew ? { text: t("inbox.new"), keys: "c", run: onNew } : undefined,
    !open && mayReply ? { text: t("shortcut.reply"), keys: "r", run: () => write("reply") } : undefined,
    !open && mayReply ? { text: t("shortcut.note"), keys: "n", run: () => write("note") } : undefined,
    here && mayClose ? { text: t("shortcut.resolve"), keys: "e", run: resolve } : undefined,
    here && mayAssign ? { text: t("conversation.assign"), keys: "a", run: () => ask("assign") } : undefined,
    here && mayReply ? { text: t("conversation.tag"), keys: "t", run: () => ask("tag") } : undefined,
    here && mayReply ? { text: t("conversation.priority"), keys: "p", run: () => ask("priority") } : undefined,
    here && mayClose ? { text: t("conversation.status"), keys: "s", run: () => ask("status") } : undefined,
    { text: t("inbox.select_all"), run: selection.all },
    selecting
      ? { text: t("parts.table.clear_selection"), keys: "esc", unlisted: true, run: selection.clear }
      : undefined,
    ...views.map((value) => ({ text: `${t("inbox.title")}: ${t(`inbox.view.${value}`)}`, run: () => onView(value) })),
  ]);
}

/** The row of the list that has the focus. */
function focusedRow() {
  return document.activeElement instanceof HTMLElement ? document.activeElement.dataset.row : undefined;
}
