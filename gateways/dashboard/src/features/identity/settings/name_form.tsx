import { type FormEvent, useId } from "react";
import type { Problem } from "@/api/problem";
import { type Editing, useEdit } from "@/commands/use_edit";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Conflict } from "@/components/conflict";
import { Field } from "@/components/field";
import { TextInput } from "@/components/text_input";
import { useToast } from "@/components/toast";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";

export interface NameFormProps extends Editing<{ name: string }> {
  label: string;
  hint: string;
  /** What one may not change is shown. */
  disabled?: boolean;
  autoComplete: string;
  wrong: (problem: Problem) => string | undefined;
}

/** One name: of a person, of a business. */
export function NameForm({ label, hint, disabled = false, autoComplete, wrong, ...editing }: NameFormProps) {
  const t = useText();
  const textOf = useProblemText();
  const toast = useToast();
  const id = useId();
  const edit = useEdit<{ name: string }>(editing);
  const error = edit.problem && wrong(edit.problem);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (edit.changed && (await edit.save())) toast({ text: t("settings.saved"), tone: "green" });
  }

  return (
    <form id={id} onSubmit={submit} className="flex flex-col gap-2">
      <Field label={label} hint={hint} error={error}>
        <TextInput
          dir="auto"
          autoComplete={autoComplete}
          required
          maxLength={100}
          disabled={disabled}
          value={edit.fields.name}
          onChange={({ target }) => edit.set("name", target.value)}
          className="min-h-10"
        />
      </Field>
      {edit.conflict && <Conflict {...edit.conflict} nameOf={() => label} onTakeTheirs={edit.takeTheirs} />}
      {edit.problem && !error && <Banner tone="red">{textOf(edit.problem)}</Banner>}
      {!disabled && (
        <footer className="flex justify-end gap-2 pt-2">
          {edit.changed && <Button onClick={edit.reset}>{t("common.discard")}</Button>}
          <Button type="submit" kind="primary" disabled={!edit.changed} working={edit.working}>
            {t(edit.conflict ? "conflict.save_ours" : "common.save")}
          </Button>
        </footer>
      )}
    </form>
  );
}
