import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useCommand } from "@/commands/use_command";
import { Button } from "@/components/button";
import { Confirm } from "@/components/confirm";
import { DateTime } from "@/components/date_time";
import { Field } from "@/components/field";
import { Select } from "@/components/select";
import { Switch } from "@/components/switch";
import { useToast } from "@/components/toast";
import { Group } from "@/features/identity/settings/group";
import { Missing } from "@/features/identity/settings/missing";
import { useText } from "@/i18n/i18n_provider";
import { useOne } from "@/lists/use_one";
import { changeRetention } from "../commands";
import { type Retention, retentionOf } from "../queries";
import { TextsForm } from "./texts_form";

const usual = [30, 90, 180, 365, 730, 1825] as const;
const for_ever = "for_ever";

/** How long customers stay of whom nothing is heard, and texts of conversations that are over. */
export function RetentionPart() {
  const t = useText();
  const one = useOne(retentionOf(useBusinessId()));
  return (
    <Group title={t("privacy.retention")} text={t("privacy.retention.text")}>
      {one.row ? (
        <div key={one.row.version} className="flex flex-col gap-4">
          <RetentionForm of={one.row} />
          <TextsForm of={one.row} />
        </div>
      ) : (
        <Missing {...one} />
      )}
    </Group>
  );
}

function RetentionForm({ of }: { of: Retention }) {
  const t = useText();
  const client = useQueryClient();
  const business = useBusinessId();
  const toast = useToast();
  const { run, working } = useCommand(changeRetention);
  const now = of.inactive_customers_days ?? null;
  const [chosen, setChosen] = useState(now);
  const [keep, setKeep] = useState(of.keep_unfinished);
  const [asking, setAsking] = useState(false);
  const changed = chosen !== now || keep !== of.keep_unfinished;
  const erasesMore = chosen !== null && (now === null || chosen < now || (of.keep_unfinished && !keep));
  const days = [...new Set<number>([...usual, ...(now === null ? [] : [now])])].sort((a, b) => a - b);

  async function save() {
    const done = await run({ path: {}, body: { inactive_customers_days: chosen, keep_unfinished: keep } });
    setAsking(false);
    if (done !== undefined) toast({ text: t("settings.saved"), tone: "green" });
    await client.invalidateQueries({ queryKey: retentionOf(business).key });
  }

  function discard() {
    setChosen(now);
    setKeep(of.keep_unfinished);
  }

  return (
    <form
      aria-label={t("privacy.retention")}
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (erasesMore) setAsking(true);
        else void save();
      }}
    >
      <Field label={t("privacy.retention.days")} hint={t("privacy.retention.hint")}>
        <Select
          value={chosen === null ? for_ever : String(chosen)}
          onChange={(value) => setChosen(value === for_ever ? null : Number(value))}
          options={[
            { value: for_ever, label: t("privacy.retention.for_ever") },
            ...days.map((count) => ({ value: String(count), label: t("privacy.retention.after", { count }) })),
          ]}
        />
      </Field>
      <Switch
        label={t("privacy.retention.keep")}
        hint={t("privacy.retention.keep.hint")}
        checked={keep}
        onChange={setKeep}
      />
      {now !== null && of.begins_at && (
        <p className="text-meta text-faint">
          {t("privacy.retention.begins")} <DateTime at={of.begins_at} />
        </p>
      )}
      <footer className="flex justify-end gap-2 pt-2">
        {changed && <Button onClick={discard}>{t("common.discard")}</Button>}
        <Button type="submit" kind="primary" disabled={!changed} working={working}>
          {t("common.save")}
        </Button>
      </footer>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("privacy.retention.sure", { count: chosen ?? 0 })}
        text={t("privacy.retention.sure.text")}
        deed={t("common.save")}
        working={working}
        onConfirm={() => void save()}
      />
    </form>
  );
}
