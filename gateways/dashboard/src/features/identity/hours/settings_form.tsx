import type { FormEvent, ReactNode } from "react";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { useToast } from "@/components/toast";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import type { SettingsEdit } from "./use_settings_edit";

export interface SettingsFormProps<Fields extends object> {
  label: string;
  edit: SettingsEdit<Fields>;
  mayEdit: boolean;
  /** What is wrong is said at its field already. */
  told?: boolean;
  children: ReactNode;
}

/** Fields, what went wrong that none of them says, and what saves them. */
export function SettingsForm<Fields extends object>({
  label,
  edit,
  mayEdit,
  told = false,
  children,
}: SettingsFormProps<Fields>) {
  const t = useText();
  const toast = useToast();
  const textOf = useProblemText();
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (await edit.save()) toast({ text: t("settings.saved"), tone: "green" });
  }
  return (
    <form onSubmit={submit} noValidate aria-label={label} className="flex flex-col gap-2">
      {children}
      {edit.conflict && (
        <Banner tone="amber">
          <span className="flex flex-wrap items-center gap-3">
            {t("hours.conflict")}
            <Button onClick={edit.takeTheirs}>{t("hours.take_theirs")}</Button>
          </span>
        </Banner>
      )}
      {edit.problem && !told && <Banner tone="red">{textOf(edit.problem)}</Banner>}
      {mayEdit && (
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
