import { Field } from "@/components/field";
import { TextInput } from "@/components/text_input";
import { useI18n } from "@/i18n/i18n_provider";
import { type Draft, retriesOf } from "./draft";
import { isWithin, limits, waitsOf, waitsText } from "./waits";

const labels = {
  max_attempts: "webhooks.retries.attempts",
  first_delay_s: "webhooks.retries.first",
  backoff_multiplier: "webhooks.retries.factor",
} as const;
const names = Object.keys(labels) as (keyof typeof labels)[];

/** How often something is tried, and what that comes to in time. */
export function RetryFields({
  of: draft,
  onChange,
  wrong,
}: {
  of: Draft;
  onChange: (retries: Draft["retries"]) => void;
  wrong: string | undefined;
}) {
  const { t } = useI18n();
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-dense font-medium">{t("webhooks.retries")}</legend>
      <div className="grid gap-x-4 sm:grid-cols-3">
        {names.map((name) => (
          <Field key={name} label={t(labels[name])}>
            <TextInput
              value={draft.retries[name]}
              onChange={({ target }) => onChange({ ...draft.retries, [name]: target.value.replace(/\D/g, "") })}
              inputMode="numeric"
              autoComplete="off"
              maxLength={String(limits[name][1]).length}
              className="tabular-nums"
              {...(name === "backoff_multiplier"
                ? { trail: <span className="px-2 text-dense text-faint">×</span> }
                : {})}
            />
          </Field>
        ))}
      </div>
      <p aria-live="polite" className="-mt-3 min-h-5 text-meta text-faint">
        {wrong ? <span className="text-red-ink">{wrong}</span> : <Plan of={draft} />}
      </p>
    </fieldset>
  );
}

function Plan({ of: draft }: { of: Draft }) {
  const { t, locale } = useI18n();
  const config = retriesOf(draft);
  if (!isWithin(config)) return <span className="text-red-ink">{t("webhooks.retries.wrong")}</span>;
  const waits = waitsOf(config);
  return waits.length === 0
    ? t("webhooks.retries.none")
    : t("webhooks.retries.plan", { waits: waitsText(waits, locale) });
}
