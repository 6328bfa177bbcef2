// The way from an account to the first answered customer: what of it is done is read from what is there, not kept anywhere.
import type { Conversation, Member } from "@/api/types";

export const steps = ["account", "business", "invite", "widget", "answer"] as const;
export type Step = (typeof steps)[number];

export interface Reached {
  /** Everybody, whether they have accepted or not. */
  team: readonly Member[];
  fromWidget: readonly Conversation[];
  newest: readonly Conversation[];
}

/** Somebody has answered here: what was imported has been said elsewhere. */
function answeredHere({ imported, last_agent_message_at, first_response_s }: Conversation) {
  return imported.length > 0 ? typeof first_response_s === "number" : Boolean(last_agent_message_at);
}

export function doneOf({ team, fromWidget, newest }: Reached): ReadonlySet<Step> {
  return new Set<Step>([
    "account",
    "business",
    ...(team.length > 1 ? (["invite"] as const) : []),
    ...(fromWidget.length > 0 ? (["widget"] as const) : []),
    ...([...fromWidget, ...newest].some(answeredHere) ? (["answer"] as const) : []),
  ]);
}
