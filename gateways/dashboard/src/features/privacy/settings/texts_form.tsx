import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useCommand } from "@/commands/use_command";
import { Button } from "@/components/button";
import { Confirm } from "@/components/confirm";
import { Field } from "@/components/field";
import { Select } from "@/components/select";
import { useToast } from "@/components/toast";
import { useText } from "@/i18n/i18n_provider";
import { changeRetention } from "../commands";
import { type Retention, retentionOf } from "../queries";

const usual = [7, 30, 90, 180, 365, 730] as const;
const for_ever = "for_ever";

/** How long texts of conversations stay that are over. */
export function TextsForm({ of }: { of: Retention }) {
  const t = useText();
  const client = useQueryClient();
  const business = useBusinessId();
  const toast = useToast();
  const { run, working } = useCommand(changeRetention);
  const now = of.closed_conversations_days ?? null;
  const [chosen, setChosen] = useState(now);
  const [asking, setAsking] = useState(false);
  const changed = chosen !== now;
  const deletesMore = chosen !== null && (now === null || chosen < now);
  const days = [...new Set<number>([...usual, ...(now === null ? [] : [now])])].sort((a, b) => a - b);

  async function save() {
    const done = await run({ path: {}, body: { closed_conversations_days: chosen } });
    setAsking(false);
    if (done !== undefined) toast({ text: t("settings.saved"), tone: "green" });
    await client.invalidateQueries({ queryKey: retentionOf(business).key });
  }

  return (
    <form
      aria-label={t("privacy.texts")}
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (deletesMore) setAsking(true);
        else void save();
      }}
    >
      <Field label={t("privacy.texts.days")} hint={t("privacy.texts.hint")}>
        <Select
          value={chosen === null ? for_ever : String(chosen)}
          onChange={(value) => setChosen(value === for_ever ? null : Number(value))}
          options={[
            { value: for_ever, label: t("privacy.retention.for_ever") },
            ...days.map((count) => ({ value: String(count), label: t("privacy.texts.after", { count }) })),
          ]}
        />
      </Field>
      <footer className="flex justify-end gap-2 pt-2">
        {changed && <Button onClick={() => setChosen(now)}>{t("common.discard")}</Button>}
        <Button type="submit" kind="primary" disabled={!changed} working={working}>
          {t("common.save")}
        </Button>
      </footer>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("privacy.texts.sure", { count: chosen ?? 0 })}
        text={t("privacy.retention.sure.text")}
        deed={t("common.save")}
        working={working}
        onConfirm={() => void save()}
      />
    </form>
  );
}
