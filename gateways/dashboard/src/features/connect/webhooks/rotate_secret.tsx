import { useState } from "react";
import type { Problem } from "@/api/problem";
import type { Webhook } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { useText } from "@/i18n/i18n_provider";
import { rotateSecret } from "./commands";
import { useWebhookProblemText } from "./problem";
import { WebhookSecret } from "./webhook_secret";

/** A second secret beside the first, which signs for a day yet: whoever checks changes over without a pause. */
export function RotateSecret({
  of: webhook,
  open,
  onOpenChange,
}: {
  of: Webhook;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const t = useText();
  const textOf = useWebhookProblemText();
  const { run, working } = useCommand(rotateSecret);
  const [made, setMade] = useState<{ secret: string | undefined }>();
  const [problem, setProblem] = useState<Problem>();

  async function rotate() {
    setProblem(undefined);
    const rotated = await run({ path: { id: webhook.id }, body: undefined }, { refused: setProblem });
    if (rotated) setMade({ secret: rotated.secret ?? undefined });
  }
  const shut = (next: boolean) => {
    onOpenChange(next);
    if (!next) setMade(undefined);
  };

  return (
    <Dialog
      wide={made !== undefined}
      open={open}
      onOpenChange={shut}
      title={made ? t("webhooks.rotated") : t("webhooks.rotate.title", { name: webhook.name })}
      text={t(made ? "webhooks.made.text" : "webhooks.rotate.text")}
    >
      {made ? (
        <WebhookSecret text={made.secret} onDone={() => shut(false)} />
      ) : (
        <div className="flex flex-col gap-2">
          {webhook.old_secret_until && <Banner tone="amber">{t("webhooks.rotate.third")}</Banner>}
          {problem && <Banner tone="red">{textOf(problem)}</Banner>}
          <footer className="flex justify-end gap-2 pt-2">
            <Button onClick={() => shut(false)}>{t("common.cancel")}</Button>
            <Button kind="primary" working={working} onClick={() => void rotate()}>
              {t("webhooks.rotate.action")}
            </Button>
          </footer>
        </div>
      )}
    </Dialog>
  );
}
