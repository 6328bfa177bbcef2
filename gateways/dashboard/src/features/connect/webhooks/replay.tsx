import { type FormEvent, useState } from "react";
import type { Problem } from "@/api/problem";
import type { Webhook } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { Field } from "@/components/field";
import { Segmented } from "@/components/segmented";
import { TextInput } from "@/components/text_input";
import { useToast } from "@/components/toast";
import { useText } from "@/i18n/i18n_provider";
import { replayDeliveries } from "./commands";
import { useWebhookProblemText, wrongWith } from "./problem";

/** Where a replay begins: undefined, closed; "" asks where. */
export type From = string | undefined;

/** Everything from a place in the journal on goes out again. */
export function Replay({ of: webhook, from, onClose }: { of: Webhook; from: From; onClose: () => void }) {
  const t = useText();
  return (
    <Dialog
      open={from !== undefined}
      onOpenChange={(open) => open || onClose()}
      title={t("webhooks.replay.title", { name: webhook.name })}
      text={t("webhooks.replay.text")}
    >
      {from !== undefined && <ReplayForm of={webhook} from={from} onDone={onClose} />}
    </Dialog>
  );
}

const beginning = "beginning";

function ReplayForm({ of: webhook, from, onDone }: { of: Webhook; from: string; onDone: () => void }) {
  const t = useText();
  const textOf = useWebhookProblemText();
  const toast = useToast();
  const { run, working } = useCommand(replayDeliveries);
  const [since, setSince] = useState<"position" | typeof beginning>("position");
  const [position, setPosition] = useState(from);
  const [problem, setProblem] = useState<Problem>();
  const wrong = since === "position" ? wrongWith(problem, "/from_position") : undefined;
  const from_position = since === beginning ? beginning : position.trim();

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (working) return;
    setProblem(undefined);
    const done = await run({ path: { id: webhook.id }, body: { from_position } }, { refused: setProblem });
    if (!done) return;
    toast({ text: t("webhooks.replayed"), tone: "green" });
    onDone();
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3">
      <Segmented
        label={t("webhooks.replay.since")}
        value={since}
        onChange={setSince}
        options={[
          { value: "position", label: t("webhooks.replay.position") },
          { value: beginning, label: t("webhooks.replay.beginning") },
        ]}
      />
      {since === "position" ? (
        <Field label={t("webhooks.replay.position.label")} hint={t("webhooks.replay.position.hint")} error={wrong}>
          <TextInput
            value={position}
            onChange={({ target }) => setPosition(target.value)}
            placeholder="12-3456-0"
            autoComplete="off"
            spellCheck={false}
            autoFocus
            dir="ltr"
            className="min-h-10 font-mono"
          />
        </Field>
      ) : (
        <Banner tone="amber">{t("webhooks.replay.beginning.hint")}</Banner>
      )}
      {webhook.status === "paused" && <Banner>{t("webhooks.replay.paused")}</Banner>}
      {problem && !wrong && <Banner tone="red">{textOf(problem)}</Banner>}
      <footer className="flex justify-end gap-2 pt-2">
        <Button onClick={onDone}>{t("common.cancel")}</Button>
        <Button type="submit" kind="primary" disabled={from_position === ""} working={working}>
          {t("webhooks.replay.action")}
        </Button>
      </footer>
    </form>
  );
}
