import { useState } from "react";
import type { Problem } from "@/api/problem";
import { conflictsOf, type Edits, edited, keepOurs, patchOf, saved, takeTheirs, touch } from "./edits";

export interface Editing<Fields> {
  /** The thing as it is now, and its version: both change under the form when others change it. */
  theirs: Fields;
  version: number;
  /** Sends what differs, if nothing newer than that version is there; answers what was refused. */
  send: (patch: Partial<Fields>, version: number) => Promise<Problem | undefined>;
  /** The thing as it is on the server. */
  look: () => Promise<{ theirs: Fields; version: number }>;
}

const tries = 4;

/** A form over something that others may change at the same time: nobody is overwritten unseen, and nothing written is lost. */
export function useEdit<Fields extends object>({ theirs, version, send, look }: Editing<Fields>) {
  const [edits, setEdits] = useState<Edits<Fields>>({});
  const [problem, setProblem] = useState<Problem>();
  const [working, setWorking] = useState(false);

  /** Whether it is saved. What others have changed besides is no reason to ask again; what they made of the same is shown first. */
  async function attempt(): Promise<boolean> {
    let now = { theirs, version };
    const ours = keepOurs(theirs, edits); // what conflicts has been seen: it is saved anyway
    setEdits(ours);
    for (let at = 0; at < tries; at++) {
      const patch = patchOf(now.theirs, ours);
      const refused = Object.keys(patch).length > 0 ? await send(patch, now.version) : undefined;
      if (!refused) {
        setEdits((before) => saved(before, ours)); // one may have gone on writing
        return true;
      }
      const stale = refused.rule === "version.stale";
      if (stale) now = await look();
      const conflicts = stale && conflictsOf(now.theirs, ours).length > 0;
      if (stale && !conflicts && at < tries - 1) continue;
      setProblem(conflicts ? undefined : refused);
      return false;
    }
    return false;
  }

  const conflicts = conflictsOf(theirs, edits);
  const pick = (of: (name: keyof Fields) => unknown) =>
    Object.fromEntries(conflicts.map((name) => [name, of(name)])) as Partial<Fields>;
  return {
    fields: edited(theirs, edits),
    set: <Name extends keyof Fields>(name: Name, now: Fields[Name]) => {
      setProblem(undefined);
      setEdits((before) => touch(before, theirs, name, now));
    },
    /** Whether there is anything to save. */
    changed: Object.keys(patchOf(theirs, edits)).length > 0,
    /** What others have made of what one is changing oneself: was, and is. */
    conflict:
      conflicts.length > 0 ? { was: pick((name) => edits[name]?.was), is: pick((name) => theirs[name]) } : undefined,
    takeTheirs: () => setEdits((before) => takeTheirs(theirs, before)),
    reset: () => {
      setEdits({});
      setProblem(undefined);
    },
    working,
    problem,
    async save() {
      if (working) return false;
      setProblem(undefined);
      setWorking(true);
      try {
        return await attempt();
      } finally {
        setWorking(false);
      }
    },
  };
}
