// The clock of a first answer, as it is: how long is left, what was kept, what was not. It is never said to be better than it is.
import type { Ticket } from "@/api/types";
import type { Tone } from "@/components/badge";

export interface Reading {
  /** left: it runs; over: it was due and nothing has come; answered, late: what has come, in time or not; missed: nothing came, and
   * nobody waits any more; stopped: nobody waited for it before it was due. */
  is: "left" | "over" | "answered" | "late" | "missed" | "stopped";
  /** How much is left, or by how much it is over, or how long the answer took. */
  length_ms: number;
  tone: Tone;
}

const soon_ms = 30 * 60_000;
const soon_part = 0.25;

/** Nothing: nothing was promised. */
export function readingOf(ticket: Ticket, now_ms: number): Reading | undefined {
  const { first_response, first_response_due_at, first_response_at, created_at, resolved_at } = ticket;
  if (!first_response || !first_response_due_at) return undefined;
  const due_ms = Date.parse(first_response_due_at);
  const answered_ms = first_response_at ? Date.parse(first_response_at) : undefined;
  switch (first_response) {
    case "running": {
      const left_ms = due_ms - now_ms;
      if (left_ms <= 0) return { is: "over", length_ms: now_ms - due_ms, tone: "red" };
      const whole_ms = due_ms - Date.parse(created_at);
      const soon = left_ms < Math.max(soon_ms, whole_ms * soon_part);
      return { is: "left", length_ms: left_ms, tone: soon ? "amber" : "neutral" };
    }
    case "met":
      return { is: "answered", length_ms: (answered_ms ?? due_ms) - Date.parse(created_at), tone: "green" };
    case "breached":
      if (answered_ms !== undefined) return { is: "late", length_ms: answered_ms - due_ms, tone: "red" };
      if (resolved_at) return { is: "missed", length_ms: 0, tone: "red" };
      return { is: "over", length_ms: Math.max(0, now_ms - due_ms), tone: "red" };
    case "stopped":
      return { is: "stopped", length_ms: 0, tone: "neutral" };
  }
}
