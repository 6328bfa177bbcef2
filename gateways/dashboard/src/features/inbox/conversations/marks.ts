// How states and priorities are drawn: each by its own shape, and in a colour that repeats it.
import {
  Archive,
  Circle,
  CircleCheck,
  CircleMinus,
  CirclePause,
  type LucideIcon,
  OctagonAlert,
  SignalHigh,
  SignalLow,
  SignalMedium,
} from "lucide-react";
import type { ConversationStatus } from "@/api/types";
import type { Tone } from "@/components/badge";
import type { Priority } from "./search";

interface Look {
  icon: LucideIcon;
  ink: string;
}

export const statusMarks: Record<ConversationStatus, Look & { tone: Tone }> = {
  open: { icon: Circle, ink: "text-ink", tone: "neutral" },
  pending: { icon: CirclePause, ink: "text-amber-ink", tone: "amber" },
  resolved: { icon: CircleCheck, ink: "text-green-ink", tone: "green" },
  closed: { icon: CircleMinus, ink: "text-faint", tone: "neutral" },
  archived: { icon: Archive, ink: "text-faint", tone: "neutral" },
};

export const priorityMarks: Record<Priority, Look> = {
  urgent: { icon: OctagonAlert, ink: "text-red-ink" },
  high: { icon: SignalHigh, ink: "text-amber-ink" },
  normal: { icon: SignalMedium, ink: "text-faint" },
  low: { icon: SignalLow, ink: "text-faint" },
};

/** Something is still to be done: nobody has said that it is over. */
export function isGoingOn(status: ConversationStatus) {
  return status === "open" || status === "pending";
}
