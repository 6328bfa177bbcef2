import { useMay, useMe } from "@/api/me_context";
import type { ComposerMode } from "@/components/composer";
import { useText } from "@/i18n/i18n_provider";
import { useKeys } from "@/keys/use_keys";
import type { ListedConversation } from "../conversations/live";
import { isGoingOn } from "../conversations/marks";
import { useSelecting } from "../conversations/selecting";
import type { Opening } from "./use_opening";
import type { ThreadCommands } from "./use_thread_commands";

export interface ThreadKeysOptions {
  conversation: ListedConversation;
  commands: ThreadCommands;
  opening: Opening;
  write: (as: ComposerMode) => void;
  toUnread: () => void;
  togglePanel: (() => void) | undefined;
  onClose: () => void;
}

/** Letters about the conversation that is open; while some are selected in the list, most are about those. */
export function useThreadKeys(options: ThreadKeysOptions) {
  const { conversation, commands, opening, write, toUnread, togglePanel, onClose } = options;
  const t = useText();
  const me = useMe();
  const free = !useSelecting();
  const mayReply = useMay("conversations_reply");
  const mayAssign = useMay("conversations_assign");
  const mayClose = useMay("conversations_close");
  const { status } = conversation;
  const mayWrite = mayReply && status !== "archived";
  const myself = { id: me.id, name: me.name ?? me.email ?? t("common.you") };
  const turn = () => commands.status(isGoingOn(status) ? "resolved" : "open");
  useKeys(t("inbox.conversation"), [
    mayWrite ? { text: t("shortcut.reply"), keys: "r", run: () => write("reply") } : undefined,
    mayWrite ? { text: t("shortcut.note"), keys: "n", run: () => write("note") } : undefined,
    free && mayClose ? { text: t("shortcut.resolve"), keys: "e", run: turn } : undefined,
    free && mayClose && status !== "pending"
      ? { text: t("shortcut.pending"), run: () => commands.status("pending") }
      : undefined,
    free && mayAssign ? { text: t("conversation.assign"), keys: "a", run: () => opening.show("assign") } : undefined,
    free && mayAssign
      ? { text: t("conversation.assign.me"), keys: "i", run: () => commands.assign(myself) }
      : undefined,
    free && mayReply ? { text: t("conversation.tag"), keys: "t", run: () => opening.show("tag") } : undefined,
    free && mayReply ? { text: t("conversation.priority"), keys: "p", run: () => opening.show("priority") } : undefined,
    free && mayClose ? { text: t("conversation.status"), keys: "s", run: () => opening.show("status") } : undefined,
    { text: t("thread.to_unread"), keys: "u", run: toUnread },
    togglePanel ? { text: t("beside.toggle"), keys: "d", run: togglePanel } : undefined,
    free ? { text: t("shortcut.close"), keys: "esc", unlisted: true, run: onClose } : undefined,
  ]);
}
