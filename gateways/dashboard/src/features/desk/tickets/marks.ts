// How states and priorities are drawn: each by its own shape, and in a colour that repeats it.
import {
  ChevronDown,
  ChevronsUp,
  ChevronUp,
  Circle,
  CircleCheck,
  CircleDot,
  CircleMinus,
  CirclePause,
  Equal,
  type LucideIcon,
} from "lucide-react";
import type { TicketPriority, TicketStatus } from "@/api/types";

export interface MarkLook {
  icon: LucideIcon;
  ink: string;
}

export const statusMarks: Record<TicketStatus, MarkLook> = {
  open: { icon: Circle, ink: "text-ink" },
  in_progress: { icon: CircleDot, ink: "text-accent-ink" },
  waiting: { icon: CirclePause, ink: "text-amber-ink" },
  resolved: { icon: CircleCheck, ink: "text-green-ink" },
  closed: { icon: CircleMinus, ink: "text-faint" },
};

export const priorityMarks: Record<TicketPriority, MarkLook> = {
  low: { icon: ChevronDown, ink: "text-faint" },
  medium: { icon: Equal, ink: "text-faint" },
  high: { icon: ChevronUp, ink: "text-amber-ink" },
  critical: { icon: ChevronsUp, ink: "text-red-ink" },
};
