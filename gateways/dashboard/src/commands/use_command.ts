import { useCallback, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { Problem } from "@/api/problem";
import { useToast } from "@/components/toast";
import { useProblemText } from "@/i18n/problem_text";
import { type Command, filled, type Input } from "./command";
import type { Entry, Method } from "./entry";
import { useOutbox } from "./outbox_provider";

export interface Said<Path, Body> {
  /** What has been done, in a toast. */
  text?: string;
  /** The same command with what takes it back. */
  undo?: Input<Path, Body>;
  /** Says what the server has refused, in place of a toast. */
  refused?: (problem: Problem) => void;
}

/**
 * The one way to send a command. `run` shows at once what it will have changed, sends it when and as often as it takes, and answers
 * when the server has; what the server refuses is taken back and said. Offline it waits, and survives a reload.
 */
export function useCommand<Path extends object, Body, Answer>(command: Command<Path, Body, Answer>) {
  const outbox = useOutbox();
  const business = useBusinessId();
  const toast = useToast();
  const textOf = useProblemText();
  const [underWay, setUnderWay] = useState(0);
  const [problem, setProblem] = useState<Problem>();

  const run = useCallback(
    async (input: Input<Path, Body>, said?: Said<Path, Body>): Promise<Answer | undefined> => {
      setProblem(undefined);
      setUnderWay((count) => count + 1);
      const answered = outbox.add(entryOf(command, input, { account: outbox.account, business }));
      const undo = said?.undo;
      const unsay = said?.text && toast({ text: said.text, ...(undo ? { undo: () => void run(undo) } : {}) });
      try {
        return (await answered) as Answer;
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        setProblem(error);
        if (unsay) unsay(); // it has not been done
        if (said?.refused) said.refused(error);
        else if (!command.keeps && !command.quiet) toast({ text: textOf(error), tone: "red" });
        return undefined;
      } finally {
        setUnderWay((count) => count - 1);
      }
    },
    [outbox, business, command, toast, textOf],
  );
  return { run, working: underWay > 0, problem };
}

function entryOf<Path extends object, Body, Answer>(
  command: Command<Path, Body, Answer>,
  input: Input<Path, Body>,
  of: { account: string; business: string },
): Entry {
  const key = crypto.randomUUID();
  return {
    ...of,
    key,
    method: command.verb.toUpperCase() as Method,
    path: filled(command.route, input.path),
    body: input.body,
    ...(input.version === undefined ? {} : { version: input.version }),
    lane: `${of.business}:${command.lane(input)}`,
    resource: command.resource,
    changes: input.changes?.(key) ?? command.changes(input, key),
    keeps: command.keeps,
    quiet: command.quiet,
    madeAt: Date.now(),
    attempts: 0,
    notBefore: 0,
  };
}
