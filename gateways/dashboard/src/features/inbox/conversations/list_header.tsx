import {
  ArrowUpDown,
  CircleDot,
  Hourglass,
  ListChecks,
  SignalMedium,
  SquarePen,
  Tag,
  UserRound,
  Waypoints,
} from "lucide-react";
import { type ReactNode, type Ref, useState } from "react";
import { useMay } from "@/api/me_context";
import { FilterBar, type FilterField, type Filters } from "@/components/filter_bar";
import { IconButton } from "@/components/icon_button";
import { Menu } from "@/components/menu";
import { SearchField } from "@/components/search_field";
import { useText } from "@/i18n/i18n_provider";
import { nobody, useAssignees } from "./assignees";
import { useKnownTags } from "./known_tags";
import { type Asked, channels, type InboxSearch, inboxSearch, narrowedTo, priorities, statuses } from "./search";
import { useStatusCounts } from "./use_counts";

/** Of the filter that has no other value. */
const yes = "yes";

/** What the list is narrowed to, and how it is searched; all of it stands in the address. */
export function ListHeader({
  asked,
  onAsk,
  searchField,
  onDown,
  onNew,
  onAll,
  alerts,
}: {
  asked: Asked;
  onAsk: (search: InboxSearch) => void;
  searchField: Ref<HTMLInputElement>;
  /** From the search into the list. */
  onDown: () => void;
  /** Nothing for who may not open conversations. */
  onNew: (() => void) | undefined;
  /** While some are selected: all. It takes its room from the search, so that nothing moves. */
  onAll: (() => void) | undefined;
  /** The switches for what is heard of new messages. */
  alerts: ReactNode;
}) {
  const t = useText();
  const [choosing, setChoosing] = useState(false);
  const fields = useFields(asked, choosing);
  const { q, sort, status, channel, priority, tag, assigned } = asked;
  const waiting = asked.waiting && yes;
  const filters: Filters = Object.fromEntries(
    Object.entries({ status, assigned, channel, priority, tag, waiting }).flatMap(([id, value]) =>
      value ? [[id, [value]]] : [],
    ),
  );
  const narrow = (next: Filters) => {
    const values = Object.fromEntries(Object.entries(next).map(([id, of]) => [id, of.at(-1)]));
    onAsk(narrowedTo(asked, { ...values, ...(values.waiting ? { waiting: true } : {}) } as InboxSearch));
  };
  return (
    <FilterBar
      narrow
      fields={fields}
      filters={filters}
      onFilters={narrow}
      onOpen={() => setChoosing(true)}
      lead={
        <>
          <SearchField
            ref={searchField}
            label={t("inbox.search")}
            placeholder={t("inbox.find")}
            value={q}
            onChange={(words) => onAsk(inboxSearch({ ...asked, q: words }))}
            onDown={onDown}
            className="min-w-0 flex-1"
          />
          {onAll && <IconButton icon={ListChecks} label={t("inbox.select_all")} onClick={onAll} />}
        </>
      }
      trail={
        <>
          <Menu
            align="end"
            trigger={<IconButton icon={ArrowUpDown} label={t("inbox.sort")} />}
            entries={[
              { kind: "heading", label: t("inbox.sort") },
              {
                kind: "choice",
                value: sort ?? "newest",
                options: (["newest", "oldest", "waiting"] as const).map((value) => ({
                  value,
                  label: t(`inbox.sort.${value}`),
                })),
                onChange: (value) => onAsk(inboxSearch({ ...asked, sort: value })),
              },
            ]}
          />
          {alerts}
          {onNew && <IconButton icon={SquarePen} label={t("inbox.new")} keys="c" onClick={onNew} />}
        </>
      }
    />
  );
}

function useFields(asked: Asked, choosing: boolean): FilterField[] {
  const t = useText();
  const known = useKnownTags(choosing || asked.tag !== undefined);
  const counts = useStatusCounts(choosing);
  const everybody = useMay("conversations_view_all");
  const assignees = useAssignees("conversations_view", everybody && (choosing || asked.assigned !== undefined));
  const whose = assignees.options.map((option) => (option.value === nobody ? { ...option, value: "none" } : option));
  const unknown = assignees.members.length > 0 && whose.every(({ value }) => value !== asked.assigned);
  if (asked.assigned && unknown) whose.push({ value: asked.assigned, label: t("ticket.somebody") });
  const tags = asked.tag && !known.includes(asked.tag) ? [asked.tag, ...known] : known;
  return [
    {
      id: "status",
      label: t("conversation.status"),
      icon: CircleDot,
      single: true,
      options: statuses.map((value) => ({
        value,
        label: t(`conversation.status.${value}`),
        ...(counts[value] ? { detail: counts[value] } : {}),
      })),
    },
    // Who sees only what is theirs has nobody else's.
    ...(everybody
      ? [
          {
            id: "assigned",
            label: t("conversation.assigned_to"),
            icon: UserRound,
            single: true,
            options: whose,
          },
        ]
      : []),
    {
      id: "waiting",
      label: t("inbox.filter.waiting"),
      icon: Hourglass,
      single: true,
      options: [{ value: yes, label: t("inbox.filter.waiting.yes") }],
    },
    {
      id: "channel",
      label: t("inbox.channel"),
      icon: Waypoints,
      single: true,
      options: channels.map((value) => ({ value, label: t(`channel.${value}`) })),
    },
    {
      id: "tag",
      label: t("inbox.tag"),
      icon: Tag,
      single: true,
      options: tags.map((value) => ({ value, label: value })),
    },
    {
      id: "priority",
      label: t("conversation.priority"),
      icon: SignalMedium,
      single: true,
      options: priorities.map((value) => ({ value, label: t(`priority.${value}`) })),
    },
  ];
}
