import { type FormEvent, useState } from "react";
import { useMe } from "@/api/me_context";
import type { Problem } from "@/api/problem";
import { useCommand } from "@/commands/use_command";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { Field } from "@/components/field";
import { Select } from "@/components/select";
import { TextInput } from "@/components/text_input";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { createKey } from "./commands";
import { expiresAt, type Lifetime, lifetimes } from "./expiry";
import { KeySecret, type Secret } from "./key_secret";
import { ScopeBoxes } from "./scope_boxes";

/** A new key; its text is shown in the same dialog, this once. */
export function CreateKey({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useText();
  const [made, setMade] = useState<Secret & { name: string }>();
  const shut = (next: boolean) => {
    onOpenChange(next);
    if (!next) setMade(undefined);
  };
  return (
    <Dialog
      wide
      open={open}
      onOpenChange={shut}
      title={made ? t("keys.made", { name: made.name }) : t("keys.create")}
      text={t(made ? "keys.made.text" : "keys.create.text")}
    >
      {made ? (
        <KeySecret of={made} onDone={() => shut(false)} />
      ) : (
        <CreateForm onMade={setMade} onCancel={() => shut(false)} />
      )}
    </Dialog>
  );
}

function CreateForm({ onMade, onCancel }: { onMade: (made: Secret & { name: string }) => void; onCancel: () => void }) {
  const t = useText();
  const textOf = useProblemText();
  const { permissions: own } = useMe();
  const { run, working } = useCommand(createKey);
  const [name, setName] = useState("");
  const [lifetime, setLifetime] = useState<Lifetime>("90");
  const [perMinute, setPerMinute] = useState("");
  const [scopes, setScopes] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<Problem>();
  const wrongName = problem?.about("/name");
  const wrongPace = problem?.about("/per_minute");

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (working) return;
    setProblem(undefined);
    const expires_at = expiresAt(lifetime, Date.now());
    const body = {
      name: name.trim(),
      scopes: [...scopes].sort(),
      ...(expires_at ? { expires_at } : {}),
      ...(perMinute.trim() ? { per_minute: Number(perMinute) } : {}),
    };
    const made = await run({ path: {}, body }, { refused: setProblem });
    if (made) onMade({ name: body.name, text: made.key ?? undefined, scopes: body.scopes });
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-2">
      <Field label={t("keys.name")} hint={t("keys.name.hint")} error={wrongName}>
        <TextInput
          value={name}
          onChange={({ target }) => setName(target.value)}
          dir="auto"
          autoComplete="off"
          maxLength={100}
          autoFocus
          className="min-h-10"
        />
      </Field>
      <div className="grid gap-x-6 sm:grid-cols-2">
        <Field label={t("keys.lifetime")} error={problem?.about("/expires_at")}>
          <Select
            value={lifetime}
            onChange={setLifetime}
            options={lifetimes.map((value) => ({ value, label: t(`keys.lifetime.${value}`) }))}
          />
        </Field>
        <Field
          label={t("keys.per_minute")}
          aside={t("keys.optional")}
          hint={t("keys.per_minute.hint")}
          error={wrongPace}
        >
          <TextInput
            value={perMinute}
            onChange={({ target }) => setPerMinute(target.value.replace(/\D/g, ""))}
            inputMode="numeric"
            autoComplete="off"
            maxLength={6}
          />
        </Field>
      </div>
      <p className="text-dense font-medium">{t("keys.scopes")}</p>
      <ScopeBoxes own={own} scopes={scopes} onChange={setScopes} />
      {problem && !wrongName && !wrongPace && <Banner tone="red">{textOf(problem)}</Banner>}
      <footer className="sticky -bottom-4 -mx-5 -mb-5 flex flex-wrap items-center justify-end gap-2 rounded-b-panel border-t border-line bg-raised px-5 py-3">
        <span className="mr-auto text-dense text-faint" aria-live="polite">
          {t("keys.rights", { count: scopes.size })}
        </span>
        <Button onClick={onCancel}>{t("common.cancel")}</Button>
        <Button type="submit" kind="primary" disabled={name.trim() === "" || scopes.size === 0} working={working}>
          {t("keys.create.action")}
        </Button>
      </footer>
    </form>
  );
}
