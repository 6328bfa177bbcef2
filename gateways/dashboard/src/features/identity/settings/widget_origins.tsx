import type { FormEvent } from "react";
import type { Business } from "@/api/types";
import { useEdit } from "@/commands/use_edit";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Conflict } from "@/components/conflict";
import { Field } from "@/components/field";
import { TextArea } from "@/components/text_area";
import { useToast } from "@/components/toast";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { useChangeBusiness } from "./use_change_business";

const written = (origins: readonly string[]) => origins.join("\n");
const listed = (lines: string) =>
  lines
    .split(/[\s,]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** Which sites may show the widget, one a line; none: all of them. */
export function WidgetOrigins({ business, mayEdit }: { business: Business; mayEdit: boolean }) {
  const t = useText();
  const textOf = useProblemText();
  const toast = useToast();
  const { change, look } = useChangeBusiness(business.id);
  const edit = useEdit<{ lines: string }>({
    theirs: { lines: written(business.widget_origins) },
    version: business.version,
    send: ({ lines = "" }, version) => change({ widget_origins: listed(lines) }, version),
    look: async () => {
      const now = await look();
      return { theirs: { lines: written(now.widget_origins) }, version: now.version };
    },
  });
  const wrong = edit.problem?.errors[0];
  const at = Number(/^\/widget_origins\/(\d+)$/.exec(wrong?.pointer ?? "")?.[1] ?? -1);
  const error =
    wrong &&
    (at >= 0 ? t("settings.widget.origins.wrong", { site: listed(edit.fields.lines)[at] ?? "" }) : wrong.detail);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (await edit.save()) toast({ text: t("settings.saved"), tone: "green" });
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <Field label={t("settings.widget.sites")} hint={t("settings.widget.sites.hint")} error={error}>
        <TextArea
          dir="ltr"
          spellCheck={false}
          disabled={!mayEdit}
          value={edit.fields.lines}
          onChange={({ target }) => edit.set("lines", target.value)}
          placeholder="https://shop.example"
          className="font-mono text-dense!"
        />
      </Field>
      {edit.conflict && (
        <Conflict {...edit.conflict} nameOf={() => t("settings.widget.sites")} onTakeTheirs={edit.takeTheirs} />
      )}
      {edit.problem && !error && <Banner tone="red">{textOf(edit.problem)}</Banner>}
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
