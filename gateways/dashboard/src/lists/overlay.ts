// What is on its way is shown as if it were done: over the server's rows lies what commands will have changed.
import type { Entry } from "@/commands/entry";

/** What a refused command would have changed is not shown, unless it is kept to be sent again. */
export function changesUnderWay(entries: readonly Entry[]) {
  return entries.filter((entry) => !entry.refusal || entry.keeps).flatMap((entry) => entry.changes);
}
