import { CircleDot, Shapes } from "lucide-react";
import { cx } from "@/components/cx";
import { FilterBar, type FilterField, type Filters } from "@/components/filter_bar";
import { historyWords } from "@/i18n/en/history_words";
import { useText } from "@/i18n/i18n_provider";
import { usePersonField } from "../events/filters";
import { present } from "../events/search";
import { TimeRange } from "../events/time_range";
import { askName } from "../words";
import { families, familyOf, iconOf } from "./families";
import type { AuditSearch } from "./search";

const narrowing = ["person", "action", "about"] as const;
const asked = "history.ask.";
const actions = Object.keys(historyWords)
  .filter((key) => key.startsWith(asked))
  .map((key) => key.slice(asked.length));

/** By whom, what, about whom and when; it stands in the address, so that it can be handed on. */
export function AuditFilterBar({ search, onSearch }: { search: AuditSearch; onSearch: (search: AuditSearch) => void }) {
  const t = useText();
  const { since, until } = search;
  const person = usePersonField(search.person);
  const about = usePersonField(search.about, t("history.about.one"));
  const action = useActionField(search.action);
  const filters: Filters = Object.fromEntries(
    narrowing.flatMap((name) => (search[name] === undefined ? [] : [[name, [search[name]]]])),
  );
  const put = (next: Filters) => {
    const value = (name: (typeof narrowing)[number]) => next[name]?.[0];
    onSearch(
      present<AuditSearch>({ ...search, person: value("person"), action: value("action"), about: value("about") }),
    );
  };
  return (
    <section aria-label={t("audit.find")} className={cx(Object.keys(filters).length === 0 && "-ml-3")}>
      <FilterBar
        filters={filters}
        onFilters={put}
        fields={[person, action, { ...about, id: "about", label: t("audit.about"), icon: CircleDot }]}
        trail={
          <TimeRange
            range={{ since, until }}
            onRange={(range) => onSearch(present<AuditSearch>({ ...search, since: range.since, until: range.until }))}
          />
        }
      />
    </section>
  );
}

function useActionField(chosen: string | undefined): FilterField {
  const t = useText();
  const whole = families.map((family) => ({
    value: family,
    label: t(`audit.family.${family}`),
    icon: iconOf(family),
  }));
  const names = actions.map((action) => askName(t, action));
  const single = actions.map((action, at) => {
    const [label, family] = [names[at] ?? action, familyOf(action)];
    const shared = names.filter((name) => name === label).length > 1;
    const detail = shared && family ? { detail: t(`audit.family.${family}`) } : {};
    return { value: action, label, icon: iconOf(action), ...detail };
  });
  const all = [...whole, ...single];
  const other =
    chosen === undefined || all.some(({ value }) => value === chosen) ? [] : [{ value: chosen, label: chosen }];
  return { id: "action", label: t("audit.action"), icon: Shapes, single: true, options: [...other, ...all] };
}
