import { ChevronDown } from "lucide-react";
import { useId, useState } from "react";
import { Checkbox } from "@/components/checkbox";
import { cx } from "@/components/cx";
import { Icon } from "@/components/icon";
import { useText } from "@/i18n/i18n_provider";
import { everything, type Family, familyNames, isEverything, namesOf, withEvents } from "./events";

/** What a webhook is told of: everything, whole families, or single events of them. */
export function EventPicker({
  events,
  onChange,
}: {
  events: readonly string[];
  onChange: (events: readonly string[]) => void;
}) {
  const t = useText();
  const all = isEverything(events);
  const [single, setSingle] = useState(all ? [] : events); // comes back when it is not to be all any more
  function choose(next: readonly string[]) {
    setSingle(next);
    onChange(next);
  }
  return (
    <div className="divide-y divide-line rounded-control border border-line">
      <div className="px-3 py-1">
        <Checkbox
          label={t("webhooks.events.all")}
          hint={t("webhooks.events.all.hint")}
          checked={all}
          onChange={(next) => onChange(next ? [everything] : single)}
        />
      </div>
      {familyNames.map((family) => (
        <FamilyRow key={family} of={family} all={all} events={events} onChange={choose} />
      ))}
    </div>
  );
}

function FamilyRow({
  of: family,
  all,
  events,
  onChange,
}: {
  of: Family;
  all: boolean;
  events: readonly string[];
  onChange: (events: readonly string[]) => void;
}) {
  const t = useText();
  const id = useId();
  const names = namesOf(family);
  const chosen = all ? names.length : names.filter((name) => events.includes(name)).length;
  const whole = chosen === names.length;
  const [open, setOpen] = useState(chosen > 0 && !whole);
  const title = t(`webhooks.family.${family}`);
  return (
    <fieldset className="min-w-0 px-3 py-1">
      <legend className="sr-only">{title}</legend>
      <div className="flex items-center justify-between gap-2">
        <Checkbox
          label={title}
          checked={chosen === 0 ? false : whole || "indeterminate"}
          disabled={all}
          onChange={(next) => onChange(withEvents(events, names, next))}
        />
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen((now) => !now)}
          className="-mr-1 flex min-h-8 shrink-0 items-center gap-1.5 rounded-control px-2 text-meta text-faint tabular-nums hover:bg-hover hover:text-ink"
        >
          <span className="sr-only">{t("webhooks.events.show", { family: title })}</span>
          {t("webhooks.events.some", { count: chosen, all: names.length })}
          <Icon of={ChevronDown} className={cx("transition-transform", open && "rotate-180")} />
        </button>
      </div>
      <div id={id} hidden={!open} className="mt-1 mb-2 ml-2 grid gap-x-6 border-l border-line pl-4 sm:grid-cols-2">
        {names.map((name) => (
          <Checkbox
            key={name}
            label={t(`webhooks.event.${name}`)}
            hint={
              <code dir="ltr" className="font-mono wrap-anywhere">
                {name}
              </code>
            }
            checked={all || events.includes(name)}
            disabled={all}
            onChange={(next) => onChange(withEvents(events, [name], next))}
          />
        ))}
      </div>
    </fieldset>
  );
}
