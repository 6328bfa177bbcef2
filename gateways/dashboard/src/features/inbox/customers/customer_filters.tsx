import { DoorOpen, Tag as TagIcon } from "lucide-react";
import { type Ref, useState } from "react";
import { FilterBar } from "@/components/filter_bar";
import { SearchField } from "@/components/search_field";
import { useText } from "@/i18n/i18n_provider";
import { type CustomersSearch, customersSearch, waysToCome } from "./search";

/** Narrows the list: by words, by a tag, by how somebody became known. Of each one value, as the server has it. */
export function CustomerFilters({
  search,
  onSearch,
  knownTags,
  field,
}: {
  search: CustomersSearch;
  onSearch: (search: CustomersSearch) => void;
  knownTags: readonly string[];
  field: Ref<HTMLInputElement>;
}) {
  const t = useText();
  const [sought, setSought] = useState("");
  const written = sought.trim();
  const tags = [...new Set([...(written ? [written] : []), ...(search.tag ? [search.tag] : []), ...knownTags])];
  const options = tags
    .filter((tag) => tag.toLocaleLowerCase().includes(written.toLocaleLowerCase()))
    .map((tag) => ({ value: tag, label: tag }));
  const { tag: _, came_by: __, ...rest } = search;
  return (
    <FilterBar
      lead={
        <SearchField
          ref={field}
          label={t("customers.find")}
          value={search.q}
          onChange={(q) => onSearch(customersSearch({ ...search, q }))}
          className="w-full sm:w-70"
        />
      }
      fields={[
        { id: "tag", label: t("customers.tag"), icon: TagIcon, options, onSearch: setSought },
        {
          id: "came_by",
          label: t("customers.came_by"),
          icon: DoorOpen,
          options: waysToCome.map((value) => ({ value, label: t(`customers.came_by.${value}`) })),
        },
      ]}
      filters={{
        ...(search.tag ? { tag: [search.tag] } : {}),
        ...(search.came_by ? { came_by: [search.came_by] } : {}),
      }}
      onFilters={(next) => onSearch(customersSearch({ ...rest, tag: next.tag?.at(-1), came_by: next.came_by?.at(-1) }))}
    />
  );
}
