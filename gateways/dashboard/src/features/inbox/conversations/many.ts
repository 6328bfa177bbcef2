// One thing done to many conversations: as few requests as the server takes, what has become of each, and what takes it back.
import { Problem } from "@/api/problem";
import type { components } from "@/api/schema";
import type { Input } from "@/commands/command";
import type { Change } from "@/live/change";
import type { Deed } from "./deeds";

type Schemas = components["schemas"];
export type Action = Schemas["batch.action_conversations_bulk"];
export type Done = Schemas["batch.item_conversations_bulk"];
type Ask = Schemas["batch_conversations_bulk"];
export type Many = Input<Record<string, never>, Ask>;

/** What is done to one of them, whatever it is. */
export type AnyDeed = Deed<{ id: string }, unknown>;

/** The server takes no more at once. */
export const most_at_once = 100;

const idOf = (deed: AnyDeed) => deed.input.path.id;
const shownBy = (inputs: readonly AnyDeed["input"][]) => inputs.flatMap(({ changes }) => changes?.("") ?? []);

function asked(ids: readonly string[], action: Action, changesOf: (ids: ReadonlySet<string>) => Change[]): Many[] {
  const requests: Many[] = [];
  for (let at = 0; at < ids.length; at += most_at_once) {
    const these = ids.slice(at, at + most_at_once);
    requests.push({ path: {}, body: { ids: these, action }, changes: () => changesOf(new Set(these)) });
  }
  return requests;
}

/** The same of all of them. */
export function toMany(deeds: readonly AnyDeed[], action: Action): Many[] {
  const changesOf = (ids: ReadonlySet<string>) =>
    shownBy(deeds.filter((deed) => ids.has(idOf(deed))).map(({ input }) => input));
  return asked(deeds.map(idOf), action, changesOf);
}

/**
 * What takes it back of those to whom it was done: as the server says, which knows what it has taken away; before it has said
 * anything, as the rows were here.
 */
export function takingBack(deeds: readonly AnyDeed[], name: keyof Action, done: readonly Done[] | undefined): Many[] {
  const undone = done
    ? done.flatMap(({ id, undo }) => (undo ? [{ id, action: undo }] : []))
    : deeds.map((deed) => ({ id: idOf(deed), action: { [name]: deed.undo.body } as Action }));
  const groups = new Map<string, { action: Action; ids: string[] }>();
  for (const { id, action } of undone) {
    const alike = JSON.stringify(action);
    const group = groups.get(alike) ?? { action, ids: [] };
    group.ids.push(id);
    groups.set(alike, group);
  }
  const changesOf = (ids: ReadonlySet<string>) =>
    shownBy(deeds.filter((deed) => ids.has(idOf(deed))).map(({ undo }) => undo));
  return [...groups.values()].flatMap(({ ids, action }) => asked(ids, action, changesOf));
}

/** Why some are as they were: each reason once, with how many it is of; the most common first. */
export function refusalsOf(done: readonly Done[]): { problem: Problem; count: number }[] {
  const reasons = new Map<string, { problem: Problem; count: number }>();
  for (const { status, problem } of done) {
    if (!problem) continue;
    const reason = reasons.get(problem.type) ?? { problem: new Problem(status, { ...problem }), count: 0 };
    reason.count += 1;
    reasons.set(problem.type, reason);
  }
  return [...reasons.values()].sort((a, b) => b.count - a.count);
}
