import type { Command, Input } from "@/commands/command";
import { useCommand } from "@/commands/use_command";
import { useToast } from "@/components/toast";
import { useWebhookProblemText } from "./problem";

/** A command without a form: what is refused is said in a toast, in words that come with this page. */
export function useDeed<Path extends object, Body, Answer>(command: Command<Path, Body, Answer>) {
  const { run, working } = useCommand(command);
  const toast = useToast();
  const textOf = useWebhookProblemText();
  return {
    working,
    run: (input: Input<Path, Body>, text?: string) =>
      run(input, {
        ...(text ? { text } : {}),
        refused: (problem) => void toast({ text: textOf(problem), tone: "red" }),
      }),
  };
}
