import { type FormEvent, useState } from "react";
import type { Problem } from "@/api/problem";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Field } from "@/components/field";
import { TextInput } from "@/components/text_input";
import { useText } from "@/i18n/i18n_provider";
import { type Draft, isWhole } from "./draft";
import { EventPicker } from "./event_picker";
import { useWebhookProblemText, wrongWith } from "./problem";
import { RetryFields } from "./retry_fields";

/** All that one says of a webhook, new or not. */
export function WebhookForm({
  start,
  deed,
  working,
  send,
  onCancel,
}: {
  start: Draft;
  /** What the button says. */
  deed: string;
  working: boolean;
  send: (draft: Draft, refused: (problem: Problem) => void) => Promise<void>;
  onCancel: () => void;
}) {
  const t = useText();
  const textOf = useWebhookProblemText();
  const [draft, setDraft] = useState(start);
  const [problem, setProblem] = useState<Problem>();
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const wrong = {
    name: wrongWith(problem, "/name"),
    url: wrongWith(problem, "/url"),
    events: wrongWith(problem, "/events"),
    retries: wrongWith(problem, "/retry_config"),
  };
  const atField = Object.values(wrong).some((said) => said !== undefined);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (working || !isWhole(draft)) return;
    setProblem(undefined);
    await send(draft, setProblem);
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-2">
      <Field label={t("webhooks.name")} hint={t("webhooks.name.hint")} error={wrong.name}>
        <TextInput
          value={draft.name}
          onChange={({ target }) => set({ name: target.value })}
          dir="auto"
          autoComplete="off"
          maxLength={100}
          autoFocus
          className="min-h-10"
        />
      </Field>
      <Field label={t("webhooks.url")} hint={t("webhooks.url.hint")} error={wrong.url}>
        <TextInput
          type="url"
          value={draft.url}
          onChange={({ target }) => set({ url: target.value })}
          placeholder="https://shop.example/millrace"
          autoComplete="off"
          spellCheck={false}
          dir="ltr"
          className="min-h-10 font-mono"
        />
      </Field>
      <section aria-label={t("webhooks.events.text")} className="flex flex-col">
        <h3 className="mb-1 text-dense font-medium">{t("webhooks.events.text")}</h3>
        <EventPicker events={draft.events} onChange={(events) => set({ events })} />
        <p aria-live="polite" className="min-h-5 pt-1 text-meta text-red-ink">
          {wrong.events}
        </p>
      </section>
      <RetryFields of={draft} onChange={(retries) => set({ retries })} wrong={wrong.retries} />
      {problem && !atField && <Banner tone="red">{textOf(problem)}</Banner>}
      <footer className="sticky -bottom-4 -mx-5 -mb-5 flex flex-wrap items-center justify-end gap-2 rounded-b-panel border-t border-line bg-raised px-5 py-3">
        <Button onClick={onCancel}>{t("common.cancel")}</Button>
        <Button type="submit" kind="primary" disabled={!isWhole(draft)} working={working}>
          {deed}
        </Button>
      </footer>
    </form>
  );
}
