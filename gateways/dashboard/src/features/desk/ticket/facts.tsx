import { Tag as TagIcon } from "lucide-react";
import type { Ticket } from "@/api/types";
import { Button } from "@/components/button";
import { Combobox } from "@/components/combobox";
import type { Option } from "@/components/option_list";
import { longest_tag } from "@/components/tag";
import { useText } from "@/i18n/i18n_provider";
import { FirstResponse } from "../tickets/first_response";
import { AssigneePicker, PriorityPicker, StatusPicker } from "../tickets/pickers";
import type { TicketCommands } from "../tickets/use_ticket_commands";
import { useKnownTags } from "./known_tags";

export type FactPicker = "status" | "priority" | "assignee" | "tags";

export interface FactsProps {
  ticket: Ticket;
  assignees: readonly Option[];
  personOf: (member: string | undefined) => { id: string; name: string } | null;
  commands: TicketCommands;
  mayEdit: boolean;
  mayAssign: boolean;
  opened: FactPicker | undefined;
  onOpened: (picker: FactPicker | undefined) => void;
}

/** How it stands, how urgent it is, who has it, whether whoever asked has been answered: each is changed where it stands. */
export function Facts({ ticket, assignees, personOf, commands, opened, onOpened, ...may }: FactsProps) {
  const t = useText();
  const tags = useKnownTags(ticket.tags);
  const still = !may.mayEdit || ticket.status === "closed";
  const openness = (picker: FactPicker) => ({
    open: opened === picker,
    onOpenChange: (open: boolean) => onOpened(open ? picker : undefined),
  });
  return (
    <div className="-mx-2 flex flex-wrap items-center gap-x-1 gap-y-0.5">
      <StatusPicker
        ticket={ticket}
        disabled={!may.mayEdit}
        onPick={(status) => commands.changeStatus(ticket, status)}
        {...openness("status")}
      />
      <PriorityPicker
        ticket={ticket}
        disabled={still}
        onPick={(priority) => commands.changePriority(ticket, priority)}
        {...openness("priority")}
      />
      <AssigneePicker
        ticket={ticket}
        options={assignees}
        disabled={!may.mayAssign || ticket.status === "closed"}
        onPick={(id) => commands.assign(ticket, personOf(id ?? undefined))}
        {...openness("assignee")}
      />
      <Combobox
        {...openness("tags")}
        multiple
        label={t("ticket.tags")}
        options={tags.map((name) => ({ value: name, label: name }))}
        values={ticket.tags}
        onChange={(next) => commands.tag(ticket, next)}
        onCreate={{
          label: (name) => t("ticket.tags.create", { name }),
          create: (name) => commands.tag(ticket, [...ticket.tags, name]),
          longest: longest_tag,
        }}
        trigger={
          <Button kind="quiet" icon={TagIcon} disabled={still} className="max-w-full shrink! px-2!">
            <span className="sr-only">{t("ticket.tags")}:</span>
            <span className={ticket.tags.length > 0 ? "truncate font-normal" : "font-normal text-faint"}>
              {ticket.tags.length > 0 ? ticket.tags.join(", ") : t("ticket.tags.none")}
            </span>
          </Button>
        }
      />
      {ticket.first_response && (
        <span className="max-w-full px-2 py-1">
          <FirstResponse ticket={ticket} size="long" />
        </span>
      )}
    </div>
  );
}
