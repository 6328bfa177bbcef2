import { useQueryClient } from "@tanstack/react-query";
import { useBusinessId } from "@/api/business_context";
import type { Message } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { Confirm } from "@/components/confirm";
import { useText } from "@/i18n/i18n_provider";
import { applyChanges } from "@/live/cache";
import { deleteMessage } from "./commands";

export interface DeleteMessageDialogProps {
  message: Message;
  own: boolean;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** It cannot be taken back, so it is asked for. */
export function DeleteMessageDialog({ message, own, open, onOpenChange }: DeleteMessageDialogProps) {
  const t = useText();
  const client = useQueryClient();
  const business = useBusinessId();
  const { run, working } = useCommand(deleteMessage);

  async function remove() {
    if (!(await run({ path: { id: message.id }, body: undefined }))) return;
    const row = { id: message.id, deleted_at: new Date().toISOString(), text: null };
    applyChanges(client, business, [{ resource: "message", op: "set", row }]);
    onOpenChange(false);
  }

  return (
    <Confirm
      open={open}
      onOpenChange={onOpenChange}
      title={t(own ? "thread.delete.title.own" : "thread.delete.title")}
      text={t(message.kind === "note" ? "thread.delete.text.note" : "thread.delete.text")}
      deed={t("thread.delete")}
      working={working}
      onConfirm={() => void remove()}
    />
  );
}
