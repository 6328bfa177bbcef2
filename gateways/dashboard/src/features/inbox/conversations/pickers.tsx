// What a conversation is set to, chosen where the eye is: over the thread, or in the bar of those that are selected.
import type { ReactNode } from "react";
import type { ConversationStatus } from "@/api/types";
import { Combobox } from "@/components/combobox";
import { Menu } from "@/components/menu";
import { longest_tag } from "@/components/tag";
import { useText } from "@/i18n/i18n_provider";
import { nobody, useAssignees } from "./assignees";
import type { Person } from "./deeds";
import { useKnownTags } from "./known_tags";
import { type Priority, priorities, statuses } from "./search";

interface Opened {
  /** A Button or IconButton. */
  trigger: ReactNode;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function AssignPicker({
  assignedTo,
  onPick,
  ...opened
}: Opened & { assignedTo: string | null | undefined; onPick: (to: Person | null) => void }) {
  const t = useText();
  const { options, personOf } = useAssignees();
  return (
    <Combobox
      {...opened}
      label={t("conversation.assign")}
      placeholder={t("conversation.assign.find")}
      options={options}
      values={assignedTo === undefined ? [] : [assignedTo ?? nobody]}
      onChange={([id]) => onPick(personOf(id))}
    />
  );
}

export function StatusPicker({
  status,
  onPick,
  ...opened
}: Opened & { status: ConversationStatus | undefined; onPick: (to: ConversationStatus) => void }) {
  const t = useText();
  return (
    <Menu
      {...opened}
      align="end"
      entries={[
        { kind: "heading", label: t("conversation.status") },
        {
          kind: "choice",
          value: status ?? "",
          options: statuses.map((value) => ({ value, label: t(`conversation.status.${value}`) })),
          onChange: (to) => onPick(to as ConversationStatus),
        },
      ]}
    />
  );
}

export function PriorityPicker({
  priority,
  onPick,
  ...opened
}: Opened & { priority: Priority | undefined; onPick: (to: Priority) => void }) {
  const t = useText();
  return (
    <Menu
      {...opened}
      entries={[
        { kind: "heading", label: t("conversation.priority") },
        {
          kind: "choice",
          value: priority ?? "",
          options: priorities.map((value) => ({ value, label: t(`priority.${value}`) })),
          onChange: (to) => onPick(to as Priority),
        },
      ]}
    />
  );
}

/** Tags that all of them have are checked; a new one is made by writing it. */
export function TagPicker({
  tags,
  onPick,
  ...opened
}: Opened & { tags: readonly string[]; onPick: (add: string[], remove: string[]) => void }) {
  const t = useText();
  const known = useKnownTags(opened.open);
  const all = [...new Set([...tags, ...known])];
  return (
    <Combobox
      {...opened}
      multiple
      label={t("conversation.tag")}
      placeholder={t("conversation.tag.find")}
      options={all.map((name) => ({ value: name, label: name }))}
      values={tags}
      onChange={(values) =>
        onPick(
          values.filter((name) => !tags.includes(name)),
          tags.filter((name) => !values.includes(name)),
        )
      }
      onCreate={{
        label: (name) => t("conversation.tag.create", { name }),
        create: (name) => onPick([name], []),
        longest: longest_tag,
      }}
    />
  );
}
