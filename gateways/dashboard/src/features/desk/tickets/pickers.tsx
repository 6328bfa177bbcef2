// What a ticket is set to, as buttons that open where the eye is: in a row, on a card, under a subject.
import { UserRound } from "lucide-react";
import type { Ticket, TicketPriority, TicketStatus } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { Button } from "@/components/button";
import { Combobox } from "@/components/combobox";
import { cx } from "@/components/cx";
import { Icon } from "@/components/icon";
import { Menu } from "@/components/menu";
import type { Option } from "@/components/option_list";
import { nobody } from "@/features/inbox/conversations/assignees";
import { useText } from "@/i18n/i18n_provider";
import { priorityMarks, statusMarks } from "./marks";
import { priorities, statuses } from "./search";
import { mayBecome } from "./status";

interface Opened {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** The sign alone; its name is for screen readers and on hover. */
  compact?: boolean;
  /** In a row that has the focus itself. */
  tabIndex?: -1;
  className?: string;
}

export type { Opened as PickerProps };

export function StatusPicker({
  ticket,
  disabled = false,
  onPick,
  ...opened
}: Opened & { ticket: Ticket; disabled?: boolean; onPick: (status: TicketStatus) => void }) {
  const t = useText();
  const mark = statusMarks[ticket.status];
  const name = t(`ticket.status.${ticket.status}`);
  return (
    <Menu
      {...openness(opened)}
      trigger={
        <PickerButton {...opened} what={t("ticket.status")} name={name} disabled={disabled}>
          <Icon of={mark.icon} className={mark.ink} />
        </PickerButton>
      }
      entries={[
        { kind: "heading", label: t("ticket.status") },
        {
          kind: "choice",
          value: ticket.status,
          options: statuses
            .filter((status) => status === ticket.status || mayBecome(ticket.status, status))
            .map((status) => ({ value: status, label: t(`ticket.status.${status}`) })),
          onChange: (status) => onPick(status as TicketStatus),
        },
      ]}
    />
  );
}

export function PriorityPicker({
  ticket,
  disabled = false,
  onPick,
  ...opened
}: Opened & { ticket: Ticket; disabled?: boolean; onPick: (priority: TicketPriority) => void }) {
  const t = useText();
  const mark = priorityMarks[ticket.priority];
  return (
    <Menu
      {...openness(opened)}
      trigger={
        <PickerButton
          {...opened}
          what={t("ticket.priority")}
          name={t(`ticket.priority.${ticket.priority}`)}
          disabled={disabled}
        >
          <Icon of={mark.icon} className={mark.ink} />
        </PickerButton>
      }
      entries={[
        { kind: "heading", label: t("ticket.priority") },
        {
          kind: "choice",
          value: ticket.priority,
          options: priorities.map((priority) => ({ value: priority, label: t(`ticket.priority.${priority}`) })),
          onChange: (priority) => onPick(priority as TicketPriority),
        },
      ]}
    />
  );
}

export function AssigneePicker({
  ticket,
  options,
  disabled = false,
  onPick,
  ...opened
}: Opened & {
  ticket: Ticket;
  options: readonly Option[];
  disabled?: boolean;
  onPick: (member: string | null) => void;
}) {
  const t = useText();
  const { assigned_to, assigned_name } = ticket;
  const name = assigned_name ?? t("common.nobody");
  return (
    <Combobox
      {...openness(opened)}
      label={t("ticket.assign")}
      placeholder={t("ticket.assign.find")}
      options={options}
      values={[assigned_to ?? nobody]}
      onChange={([id]) => onPick(id || null)}
      trigger={
        <PickerButton {...opened} what={t("ticket.assigned_to")} name={name} faint={!assigned_to} disabled={disabled}>
          {assigned_to && assigned_name ? (
            <Avatar name={assigned_name} id={assigned_to} size="small" />
          ) : (
            <Icon of={UserRound} className="text-faint" />
          )}
        </PickerButton>
      }
    />
  );
}

function openness({ open, onOpenChange }: Opened) {
  return { ...(open === undefined ? {} : { open }), ...(onOpenChange ? { onOpenChange } : {}) };
}

/** Takes what a trigger is given by what it opens. */
function PickerButton({
  what,
  name,
  compact = false,
  faint = false,
  className,
  children,
  open: _,
  onOpenChange: __,
  ...rest
}: Opened & React.ComponentProps<"button"> & { what: string; name: string; faint?: boolean }) {
  return (
    <Button
      kind="quiet"
      {...rest}
      title={compact ? `${what}: ${name}` : what}
      className={cx("max-w-full shrink! px-2!", compact && "justify-start", className)}
    >
      {children}
      <span className="sr-only">{what}:</span>
      <span dir="auto" className={cx(compact ? "sr-only" : "truncate font-normal", faint && "text-faint")}>
        {name}
      </span>
    </Button>
  );
}
