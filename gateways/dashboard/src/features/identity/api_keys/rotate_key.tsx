import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useBusinessId } from "@/api/business_context";
import type { Problem } from "@/api/problem";
import type { ApiKey } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { Field } from "@/components/field";
import { Select } from "@/components/select";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { rotateKey } from "./commands";
import { type Overlap, overlaps } from "./expiry";
import { KeySecret, type Secret } from "./key_secret";
import { keyList } from "./queries";

const choices = Object.keys(overlaps) as Overlap[];

/** A second secret in place of the first, which stays good for a while: whoever uses it changes over without a pause. */
export function RotateKey({
  of: key,
  open,
  onOpenChange,
}: {
  of: ApiKey;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const t = useText();
  const textOf = useProblemText();
  const client = useQueryClient();
  const business = useBusinessId();
  const { run, working } = useCommand(rotateKey);
  const [overlap, setOverlap] = useState<Overlap>("day");
  const [made, setMade] = useState<Secret>();
  const [problem, setProblem] = useState<Problem>();
  const name = key.name ?? t("keys.nameless");

  async function rotate() {
    setProblem(undefined);
    const body = { overlap_minutes: overlaps[overlap] };
    const rotated = await run({ path: { id: key.id }, body }, { refused: setProblem });
    if (!rotated) return;
    setMade({ text: rotated.key ?? undefined, scopes: key.scopes });
    void client.invalidateQueries({ queryKey: keyList(business).key });
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
      title={t(made ? "keys.rotated" : "keys.rotate.title", { name })}
      text={t(made ? "keys.made.text" : "keys.rotate.text")}
    >
      {made ? (
        <KeySecret of={made} onDone={() => shut(false)} />
      ) : (
        <div className="flex flex-col gap-2">
          <Field label={t("keys.overlap")}>
            <Select
              value={overlap}
              onChange={setOverlap}
              options={choices.map((value) => ({ value, label: t(`keys.overlap.${value}`) }))}
            />
          </Field>
          {key.old_until && <Banner tone="amber">{t("keys.rotate.third")}</Banner>}
          {problem && <Banner tone="red">{textOf(problem)}</Banner>}
          <footer className="flex justify-end gap-2 pt-2">
            <Button onClick={() => shut(false)}>{t("common.cancel")}</Button>
            <Button kind="primary" working={working} onClick={() => void rotate()}>
              {t("keys.rotate")}
            </Button>
          </footer>
        </div>
      )}
    </Dialog>
  );
}
