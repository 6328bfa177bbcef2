import { Command } from "cmdk";
import { Check, type LucideIcon, Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useText } from "@/i18n/i18n_provider";
import { cx } from "./cx";
import { Icon } from "./icon";
import { rowLook } from "./menu";
import { Spinner } from "./spinner";

export interface Option {
  value: string;
  label: string;
  detail?: string;
  icon?: LucideIcon;
  /** In place of the icon: a face, a dot. */
  mark?: ReactNode;
}

export interface OptionListProps {
  options: readonly Option[];
  values: readonly string[];
  /** The option that was pressed. */
  onPick: (value: string) => void;
  label: string;
  multiple?: boolean;
  placeholder?: string;
  /** Finds on the server; without it, the options given are all there are, and are searched here. */
  onSearch?: (words: string) => void;
  searching?: boolean;
  /** `longest`: more cannot be written, which would only be refused. */
  onCreate?: { label: (words: string) => string; create: (words: string) => void; longest?: number };
}

const plain = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/** Each word of the search begins or lies somewhere in the label. */
export function holds(label: string, search: string): boolean {
  const text = plain(label);
  return plain(search)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

const fits = ({ label, detail }: Option, search: string) => holds(`${label} ${detail ?? ""}`, search);

/** A search field over options; the inside of a Combobox, of a filter, of an assignment. */
export function OptionList(props: OptionListProps) {
  const {
    options,
    values,
    onPick,
    label,
    multiple = false,
    placeholder,
    onSearch,
    searching = false,
    onCreate,
  } = props;
  const t = useText();
  const [search, setSearch] = useState("");
  const [lit, setLit] = useState("");
  const creatable =
    onCreate && search.trim() !== "" && !options.some((option) => plain(option.label) === plain(search.trim()));
  // What the server finds comes later than the letters: until then Enter takes none that they do not fit, and makes nothing new.
  const listed = onSearch && searching ? options.filter((option) => fits(option, search)) : options;
  const first = listed.some(({ value }) => value === lit) || lit === "create" ? lit : (listed[0]?.value ?? "create");
  const lighting = onSearch ? { value: first, onValueChange: setLit } : {};
  return (
    <Command
      {...lighting}
      label={label}
      shouldFilter={!onSearch}
      filter={(_, typed, keywords) => (holds((keywords ?? []).join(" "), typed) ? 1 : 0)}
      loop
    >
      <div className="flex items-center gap-2 border-b border-line px-3">
        <Command.Input
          autoFocus
          value={search}
          onValueChange={(typed) => {
            setSearch(typed);
            onSearch?.(typed);
          }}
          maxLength={onCreate?.longest}
          placeholder={placeholder ?? t("parts.search")}
          className="min-h-10 min-w-0 flex-1 bg-transparent text-dense outline-none"
        />
        <span className="grid size-4 place-items-center text-faint">{searching && <Spinner />}</span>
      </div>
      <Command.List
        label={label}
        className="max-h-70 overflow-y-auto p-1"
        {...(multiple ? { "aria-multiselectable": true } : {})}
      >
        {!searching && !creatable && (
          <Command.Empty className="px-2 py-4 text-center text-dense text-faint">{t("parts.no_matches")}</Command.Empty>
        )}
        {listed.map((option) => (
          <Command.Item
            key={option.value}
            value={option.value}
            keywords={[option.label, option.detail ?? ""]}
            onSelect={() => onPick(option.value)}
            aria-checked={values.includes(option.value)}
            className={rowLook}
          >
            {multiple && <Box checked={values.includes(option.value)} />}
            {option.mark ?? (option.icon && <Icon of={option.icon} className="text-faint" />)}
            <span dir="auto" className="min-w-0 flex-1 truncate">
              {option.label}
            </span>
            {option.detail && <span className="max-w-1/2 truncate text-meta text-faint">{option.detail}</span>}
            {!multiple && (
              <span className="size-4 text-accent-ink">{values.includes(option.value) && <Icon of={Check} />}</span>
            )}
          </Command.Item>
        ))}
        {creatable && (
          <Command.Item
            value="create"
            keywords={[search]}
            forceMount
            disabled={searching}
            onSelect={() => {
              onCreate.create(search.trim());
              setSearch("");
              onSearch?.("");
            }}
            className={rowLook}
          >
            <Icon of={Plus} className="text-faint" />
            <span className="truncate">{onCreate.label(search.trim())}</span>
          </Command.Item>
        )}
      </Command.List>
    </Command>
  );
}

function Box({ checked }: { checked: boolean }) {
  return (
    <span
      className={cx(
        "grid size-4 shrink-0 place-items-center rounded-control border text-on-accent",
        checked ? "border-accent bg-accent" : "border-line-mark",
      )}
    >
      {checked && <Icon of={Check} className="size-3 stroke-[3]" />}
    </span>
  );
}
