// The kinds of events there are, as they are found and as they are drawn.
import {
  Archive,
  CircleCheck,
  CircleDot,
  CircleMinus,
  CirclePause,
  Hourglass,
  type LucideIcon,
  MessageSquare,
  MessagesSquare,
  Pencil,
  RotateCcw,
  SignalMedium,
  Sparkle,
  Tag,
  Ticket,
  Timer,
  Trash2,
  UserRound,
  UserRoundCheck,
} from "lucide-react";
import type { Key } from "@/i18n/catalogue";
import { type Family, familyOf, nameOf } from "./event";

type Fact = Extract<Key, `history.fact.${string}`> extends `history.fact.${infer Name}` ? Name : never;

/** Those that are told outside, by what they are about. */
export const kinds = [
  "conversation.opened",
  "conversation.imported",
  "conversation.assigned",
  "conversation.made_pending",
  "conversation.reopened",
  "conversation.resolved",
  "conversation.closed",
  "conversation.archived",
  "conversation.tagged",
  "conversation.priority_changed",
  "conversation.subject_changed",
  "conversation.expired",
  "message.appended",
  "message.delivery_changed",
  "message.deleted",
  "customer.created",
  "customer.changed",
  "customer.tagged",
  "ticket.opened",
  "ticket.commented",
  "ticket.assigned",
  "ticket.started",
  "ticket.made_waiting",
  "ticket.resolved",
  "ticket.reopened",
  "ticket.closed",
  "ticket.tagged",
  "ticket.priority_changed",
  "ticket.subject_changed",
  "ticket.clock_started",
  "ticket.clock_stopped",
  "ticket.clock_breached",
] as const satisfies readonly Fact[];

export interface Look {
  icon: LucideIcon;
  ink: string;
}

const families: Record<Family, Look> = {
  conversation: { icon: MessagesSquare, ink: "text-faint" },
  message: { icon: MessageSquare, ink: "text-accent-ink" },
  customer: { icon: UserRound, ink: "text-faint" },
  ticket: { icon: Ticket, ink: "text-faint" },
};

/** By what has happened, whatever it happened to. */
const deeds: Readonly<Record<string, Look>> = {
  archived: { icon: Archive, ink: "text-faint" },
  assigned: { icon: UserRoundCheck, ink: "text-faint" },
  changed: { icon: Pencil, ink: "text-faint" },
  clock_breached: { icon: Timer, ink: "text-red-ink" },
  clock_started: { icon: Timer, ink: "text-amber-ink" },
  clock_stopped: { icon: Timer, ink: "text-green-ink" },
  closed: { icon: CircleMinus, ink: "text-faint" },
  created: { icon: Sparkle, ink: "text-faint" },
  deleted: { icon: Trash2, ink: "text-red-ink" },
  made_pending: { icon: CirclePause, ink: "text-amber-ink" },
  made_waiting: { icon: Hourglass, ink: "text-amber-ink" },
  priority_changed: { icon: SignalMedium, ink: "text-faint" },
  reopened: { icon: RotateCcw, ink: "text-faint" },
  resolved: { icon: CircleCheck, ink: "text-green-ink" },
  started: { icon: CircleDot, ink: "text-accent-ink" },
  subject_changed: { icon: Pencil, ink: "text-faint" },
  tagged: { icon: Tag, ink: "text-faint" },
};

export function lookOf(type: string): Look {
  const family = familyOf(type);
  const deed = deeds[nameOf(type).split(".")[1] ?? ""];
  return deed ?? (family ? families[family] : { icon: CircleDot, ink: "text-faint" });
}
