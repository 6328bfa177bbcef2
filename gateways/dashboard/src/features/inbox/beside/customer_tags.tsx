import { Plus } from "lucide-react";
import { useState } from "react";
import { useMay } from "@/api/me_context";
import type { Customer } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { Button } from "@/components/button";
import { Tag } from "@/components/tag";
import { useText } from "@/i18n/i18n_provider";
import { TagPicker } from "../conversations/pickers";
import { tagCustomer } from "../customer/commands";

export function CustomerTags({ customer }: { customer: Customer }) {
  const t = useText();
  const mayEdit = useMay("customers_edit");
  const { run } = useCommand(tagCustomer);
  const [open, setOpen] = useState(false);
  const { id, tags } = customer;
  const inputOf = (add: string[], remove: string[], now: string[]) => ({
    path: { id },
    body: { tags: add, remove },
    changes: () => [{ resource: "customer", op: "set" as const, row: { id, tags: now } }],
  });
  function tag(add: string[], remove: string[]) {
    const added = add.filter((name) => !tags.includes(name));
    const now = [...tags.filter((name) => !remove.includes(name)), ...added];
    const undo = inputOf(remove, added, tags);
    // While one chooses, what is checked says it.
    const said = open ? undefined : { text: t("beside.untagged", { tag: remove.join(", ") }), undo };
    if (added.length + remove.length > 0) void run(inputOf(added, remove, now), said);
  }
  if (!mayEdit && tags.length === 0) return <p className="text-dense text-faint">{t("beside.tags.none")}</p>;
  return (
    <div className="flex flex-wrap items-center gap-1">
      {tags.map((name) => (
        <Tag key={name} name={name} {...(mayEdit ? { onRemove: () => tag([], [name]) } : {})} />
      ))}
      {mayEdit && (
        <TagPicker
          open={open}
          onOpenChange={setOpen}
          tags={tags}
          onPick={tag}
          trigger={
            <Button kind="quiet" icon={Plus} className="px-2!">
              <span className="font-normal">{t("conversation.tag")}</span>
            </Button>
          }
        />
      )}
    </div>
  );
}
