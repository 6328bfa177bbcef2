import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Problem } from "@/api/problem";
import { useCommand } from "@/commands/use_command";
import { Dialog } from "@/components/dialog";
import { useText } from "@/i18n/i18n_provider";
import { createWebhook } from "./commands";
import { bodyOf, type Draft, emptyDraft } from "./draft";
import { WebhookForm } from "./webhook_form";
import { WebhookSecret } from "./webhook_secret";

interface Made {
  id: string;
  name: string;
  secret: string | undefined;
}

/** A new webhook; its secret is shown in the same dialog, this once. Then one is where it can be tried. */
export function CreateWebhook({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useText();
  const navigate = useNavigate({ from: "/b/$business" });
  const { run, working } = useCommand(createWebhook);
  const [made, setMade] = useState<Made>();
  function shut(next: boolean) {
    onOpenChange(next);
    if (next || !made) return;
    setMade(undefined);
    void navigate({ to: "/b/$business/settings/webhooks/$webhook", params: { webhook: made.id } });
  }
  async function send(draft: Draft, refused: (problem: Problem) => void) {
    const body = bodyOf(draft);
    const answered = await run({ path: {}, body }, { refused });
    if (answered) setMade({ id: answered.id, name: body.name, secret: answered.secret ?? undefined });
  }
  return (
    <Dialog
      wide
      open={open}
      onOpenChange={shut}
      title={made ? t("webhooks.made", { name: made.name }) : t("webhooks.create")}
      text={t(made ? "webhooks.made.text" : "webhooks.create.text")}
    >
      {made ? (
        <WebhookSecret text={made.secret} onDone={() => shut(false)} />
      ) : (
        <WebhookForm
          start={emptyDraft}
          deed={t("webhooks.create")}
          working={working}
          send={send}
          onCancel={() => shut(false)}
        />
      )}
    </Dialog>
  );
}
