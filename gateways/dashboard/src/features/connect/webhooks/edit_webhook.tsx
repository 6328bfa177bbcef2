import type { Problem } from "@/api/problem";
import type { Webhook } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { Dialog } from "@/components/dialog";
import { useText } from "@/i18n/i18n_provider";
import { changeWebhook } from "./commands";
import { changesIn, type Draft, draftOf } from "./draft";
import { WebhookForm } from "./webhook_form";

/** Where it goes and what it is told of, from now on; what is not touched stays as others may have made it meanwhile. */
export function EditWebhook({
  of: webhook,
  open,
  onOpenChange,
}: {
  of: Webhook;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const t = useText();
  const { run, working } = useCommand(changeWebhook);
  async function send(draft: Draft, refused: (problem: Problem) => void) {
    const body = changesIn(draft, webhook);
    const done =
      Object.keys(body).length === 0 || (await run({ path: { id: webhook.id }, body }, { refused })) !== undefined;
    if (done) onOpenChange(false);
  }
  return (
    <Dialog wide open={open} onOpenChange={onOpenChange} title={t("webhooks.edit.title", { name: webhook.name })}>
      <WebhookForm
        start={draftOf(webhook)}
        deed={t("common.save")}
        working={working}
        send={send}
        onCancel={() => onOpenChange(false)}
      />
    </Dialog>
  );
}
