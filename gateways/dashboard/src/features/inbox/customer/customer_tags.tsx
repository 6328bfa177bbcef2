import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useBusinessId } from "@/api/business_context";
import type { Customer, Page } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { Button } from "@/components/button";
import { Combobox } from "@/components/combobox";
import { longest_tag, Tag } from "@/components/tag";
import { useText } from "@/i18n/i18n_provider";
import { tagCustomer } from "./commands";

export function CustomerTags({
  customer,
  mayEdit,
  open,
  onOpenChange,
}: {
  customer: Customer;
  mayEdit: boolean;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const t = useText();
  const { run } = useCommand(tagCustomer);
  const { id, tags } = customer;
  const known = useKnownTags(tags);

  function inputOf(added: string[], removed: string[]) {
    const now = [...tags.filter((tag) => !removed.includes(tag)), ...added.filter((tag) => !tags.includes(tag))];
    return {
      path: { id },
      body: { tags: added, remove: removed },
      changes: () => [{ resource: "customer", op: "set" as const, row: { id, tags: now } }],
    };
  }
  const add = (tag: string) => void run(inputOf([tag], []));
  const remove = (tag: string) =>
    void run(inputOf([], [tag]), { text: t("customer.tag.removed", { tag }), undo: inputOf([tag], []) });

  return (
    <section aria-label={t("customers.tags")} className="flex flex-wrap items-center gap-1">
      {tags.map((tag) => (
        <Tag key={tag} name={tag} {...(mayEdit ? { onRemove: () => remove(tag) } : {})} />
      ))}
      {!mayEdit && tags.length === 0 && <span className="text-dense text-faint">{t("customer.tag.none")}</span>}
      {mayEdit && (
        <Combobox
          multiple
          label={t("customers.tags")}
          placeholder={t("customer.tag.find")}
          options={known.map((tag) => ({ value: tag, label: tag }))}
          values={tags}
          open={open}
          onOpenChange={onOpenChange}
          onChange={(chosen) => {
            const [added] = chosen.filter((tag) => !tags.includes(tag));
            const [removed] = tags.filter((tag) => !chosen.includes(tag));
            if (added !== undefined) add(added);
            if (removed !== undefined) remove(removed);
          }}
          onCreate={{ label: (tag) => t("customer.tag.create", { tag }), create: add, longest: longest_tag }}
          trigger={
            <Button kind="quiet" icon={Plus}>
              {t("customer.tag.add")}
            </Button>
          }
        />
      )}
    </section>
  );
}

/** Tags to choose of: its own, then those of the customers that have been seen here. */
function useKnownTags(own: readonly string[]): string[] {
  const client = useQueryClient();
  const lists = client.getQueriesData<InfiniteData<Page<Customer>>>({ queryKey: [useBusinessId(), "customers"] });
  const seen = lists.flatMap(([, data]) => data?.pages.flatMap(({ items }) => items.flatMap(({ tags }) => tags)) ?? []);
  return [...new Set([...own, ...seen.sort((a, b) => a.localeCompare(b))])];
}
