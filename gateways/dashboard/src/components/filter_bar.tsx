import { ListFilter, type LucideIcon, Plus, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useText } from "@/i18n/i18n_provider";
import { Button } from "./button";
import { Combobox } from "./combobox";
import { cx } from "./cx";
import { Icon } from "./icon";
import { IconButton } from "./icon_button";
import { type Option, OptionList } from "./option_list";
import { Popover } from "./popover";

export interface FilterField {
  id: string;
  label: string;
  icon?: LucideIcon;
  options: readonly Option[];
  /** One value at most: what the server asks for can be only one. */
  single?: boolean;
  onSearch?: (words: string) => void;
  searching?: boolean;
}

/** By field, the values of which one must hold. */
export type Filters = Readonly<Record<string, readonly string[]>>;

export interface FilterBarProps {
  fields: readonly FilterField[];
  filters: Filters;
  onFilters: (filters: Filters) => void;
  /** Before the chips: a search field. */
  lead?: ReactNode;
  /** After the button that adds a filter, in a bar that is narrow. */
  trail?: ReactNode;
  /** In a narrow column: the button is a sign, and the chips, which have signs for names, stand in a line of their own. */
  narrow?: boolean;
  /** One begins to choose: options that are not there yet are to be fetched. */
  onOpen?: () => void;
}

/** Says what a list is narrowed to; each chip opens its values, its cross takes it off. */
export function FilterBar(props: FilterBarProps) {
  const { fields, filters, onFilters, lead, trail, narrow = false, onOpen } = props;
  const t = useText();
  const used = fields.filter((field) => (filters[field.id] ?? []).length > 0);
  const put = (id: string, values: readonly string[]) => {
    const { [id]: _, ...others } = filters;
    onFilters(values.length > 0 ? { ...others, [id]: values } : others);
  };
  const chips = used.map((field) => (
    <Chip
      key={field.id}
      field={field}
      narrow={narrow}
      values={filters[field.id] ?? []}
      onValues={(values) => put(field.id, values)}
    />
  ));
  return (
    <div className={cx("flex min-h-12 flex-wrap items-center py-2", narrow ? "gap-1 px-2" : "gap-2 px-4")}>
      {lead}
      {!narrow && chips}
      <AddFilter fields={fields} filters={filters} narrow={narrow} onPut={put} onOpen={onOpen} />
      {trail}
      {narrow && used.length > 0 && <span className="-my-1 w-full" />}
      {narrow && chips}
      {used.length > 0 && (
        <Button kind="quiet" onClick={() => onFilters({})}>
          {t("parts.clear")}
        </Button>
      )}
    </div>
  );
}

function Chip({
  field,
  narrow,
  values,
  onValues,
}: {
  field: FilterField;
  /** The sign stands for the name of the field. */
  narrow: boolean;
  values: readonly string[];
  onValues: (values: string[]) => void;
}) {
  const t = useText();
  const labels = field.options.filter((option) => values.includes(option.value)).map((option) => option.label);
  const said = labels.length > 2 ? t("parts.filters.several", { count: labels.length }) : labels.join(", ");
  return (
    <span className="inline-flex max-w-full rounded-control border border-line-control bg-raised text-dense">
      <Combobox
        multiple={!field.single}
        label={field.label}
        options={field.options}
        values={values}
        onChange={onValues}
        onSearch={field.onSearch}
        searching={field.searching}
        trigger={
          <button
            type="button"
            title={field.label}
            className="-my-px flex min-h-8 min-w-0 text-left items-center gap-1.5 rounded-l-control pr-2 pl-2.5 hover:bg-hover data-[state=open]:bg-press"
          >
            {field.icon && <Icon of={field.icon} className="text-faint" />}
            <span className={cx("text-faint", narrow && field.icon && "sr-only")}>{field.label}</span>
            <span className="truncate font-medium text-ink">{said}</span>
          </button>
        }
      />
      <button
        type="button"
        aria-label={t("parts.remove", { name: field.label })}
        title={t("parts.remove", { name: field.label })}
        onClick={() => onValues([])}
        className="relative grid w-7 place-items-center rounded-r-control border-l border-line text-faint after:absolute after:-inset-y-0.5 after:-right-1 after:left-0 hover:bg-hover hover:text-ink"
      >
        <Icon of={X} className="size-3.5" />
      </button>
    </span>
  );
}

function AddFilter({
  fields,
  filters,
  narrow,
  onPut,
  onOpen,
}: {
  fields: readonly FilterField[];
  filters: Filters;
  narrow: boolean;
  onPut: (id: string, values: string[]) => void;
  onOpen: (() => void) | undefined;
}) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const [fieldId, setFieldId] = useState<string>();
  const field = fields.find((one) => one.id === fieldId);
  const values = field ? (filters[field.id] ?? []) : [];
  const none = Object.keys(filters).length === 0;
  return (
    <Popover
      flush
      label={t("parts.filters.add")}
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        setFieldId(undefined);
        if (next) onOpen?.();
      }}
      trigger={
        narrow ? (
          <IconButton icon={ListFilter} label={t("parts.filters.add")} />
        ) : (
          <Button kind="quiet" icon={none ? ListFilter : Plus}>
            {t("parts.filters.add")}
          </Button>
        )
      }
    >
      {field ? (
        <OptionList
          key={field.id}
          multiple={!field.single}
          label={field.label}
          placeholder={field.label}
          options={field.options}
          values={values}
          onSearch={field.onSearch}
          searching={field.searching}
          onPick={(value) => {
            if (field.single) {
              onPut(field.id, [value]);
              setOpen(false);
            } else onPut(field.id, values.includes(value) ? values.filter((one) => one !== value) : [...values, value]);
          }}
        />
      ) : (
        <OptionList
          label={t("parts.filters.add")}
          options={fields.map(({ id, label, icon }) => ({ value: id, label, icon }))}
          values={[]}
          onPick={setFieldId}
        />
      )}
    </Popover>
  );
}
