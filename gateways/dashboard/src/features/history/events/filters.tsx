import { CircleDot, Shapes, UserRound } from "lucide-react";
import { useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { teamList } from "@/api/team";
import { Avatar } from "@/components/avatar";
import { cx } from "@/components/cx";
import { FilterBar, type FilterField, type Filters } from "@/components/filter_bar";
import type { Option } from "@/components/option_list";
import { useFoundCustomers } from "@/features/inbox/new_conversation/found_customers";
import { useText } from "@/i18n/i18n_provider";
import { useList } from "@/lists/use_list";
import { families, familyOf, type HistoryEvent } from "./event";
import { kinds, lookOf } from "./kinds";
import { type HistorySearch, present } from "./search";
import { useNames } from "./thing";
import { TimeRange } from "./time_range";

const narrowing = ["kind", "about", "person"] as const;

/** What the events are narrowed to; it stands in the address, so that it can be handed on. `first`: one of those that are shown. */
export function EventFilterBar({
  search,
  onSearch,
  first,
}: {
  search: HistorySearch;
  onSearch: (search: HistorySearch) => void;
  first: HistoryEvent | undefined;
}) {
  const t = useText();
  const { since, until } = search;
  const kindField = useKindField();
  const personField = usePersonField(search.person);
  const aboutField = useAboutField(search.about, first);
  const filters: Filters = Object.fromEntries(
    narrowing.flatMap((name) => (search[name] === undefined ? [] : [[name, [search[name]]]])),
  );
  const put = (next: Filters) => {
    const value = (name: (typeof narrowing)[number]) => next[name]?.[0];
    onSearch(present({ ...search, kind: value("kind"), about: value("about"), person: value("person") }));
  };
  return (
    <section aria-label={t("history.find")} className={cx(Object.keys(filters).length === 0 && "-ml-3")}>
      <FilterBar
        filters={filters}
        onFilters={put}
        fields={[kindField, aboutField, personField]}
        trail={
          <TimeRange
            range={{ since, until }}
            onRange={(range) => onSearch(present({ ...search, since: range.since, until: range.until }))}
          />
        }
      />
    </section>
  );
}

function useKindField(): FilterField {
  const t = useText();
  const whole = families.map((family) => ({
    value: family,
    label: t(`history.family.${family}`),
    icon: lookOf(`${family}.any`).icon,
  }));
  const names = kinds.map((kind) => t(`history.fact.${kind}`));
  const single = kinds.map((kind, at) => {
    const [label, family] = [names[at] ?? kind, familyOf(kind)];
    const shared = names.filter((name) => name === label).length > 1;
    const detail = shared && family ? { detail: t(`history.family.${family}`) } : {};
    return { value: kind, label, icon: lookOf(kind).icon, ...detail };
  });
  return { id: "kind", label: t("history.kind"), icon: Shapes, single: true, options: [...whole, ...single] };
}

/** Members, and customers: found as one writes. `unknown`: what one is called who is neither. */
export function usePersonField(chosen: string | undefined, unknown?: string): FilterField {
  const t = useText();
  const [words, setWords] = useState("");
  const { rows } = useList(teamList(useBusinessId()));
  const { customers, searching } = useFoundCustomers(words);
  const plain = words.trim().toLocaleLowerCase();
  const members: Option[] = rows
    .map(({ id, name, email }) => ({
      value: id,
      label: name ?? email ?? "",
      mark: <Avatar name={name ?? email ?? ""} id={id} />,
    }))
    .filter(({ value, label }) => value === chosen || label.toLocaleLowerCase().includes(plain));
  return {
    id: "person",
    label: t("history.person"),
    icon: UserRound,
    single: true,
    options: withChosen([...members, ...customers.map(customerOption)], chosen, unknown ?? t("history.who.anybody")),
    onSearch: setWords,
    searching,
  };
}

/** Customers are found here; conversations and tickets have a way to their events of their own. */
function useAboutField(chosen: string | undefined, first: HistoryEvent | undefined): FilterField {
  const t = useText();
  const [words, setWords] = useState("");
  const { customers, searching } = useFoundCustomers(words);
  const name = useAboutName(first?.subject === chosen ? first : undefined);
  return {
    id: "about",
    label: t("history.about"),
    icon: CircleDot,
    single: true,
    options: withChosen(customers.map(customerOption), chosen, name ?? t("history.about.one")),
    onSearch: setWords,
    searching,
  };
}

const nothing: HistoryEvent = {
  id: "",
  type: "",
  subject: "",
  time: "",
  recordedtime: "",
  correlationid: "",
  origin: "live",
  authtype: "system",
  data: {},
};

function useAboutName(event: HistoryEvent | undefined) {
  const t = useText();
  const { about, customer } = useNames(event ?? nothing);
  if (!event) return undefined;
  return familyOf(event.type) === "message" ? t("history.about.message", { name: customer }) : about;
}

function customerOption(customer: {
  id: string;
  name?: string | null;
  email?: string | null;
  phone?: string | null;
}): Option {
  const { id, name, email, phone } = customer;
  const label = name ?? email ?? phone ?? "";
  return { value: id, label, mark: <Avatar name={label} id={id} />, ...(name && email ? { detail: email } : {}) };
}

function withChosen(options: Option[], chosen: string | undefined, name: string): Option[] {
  if (chosen === undefined || options.some(({ value }) => value === chosen)) return options;
  return [{ value: chosen, label: name }, ...options];
}
