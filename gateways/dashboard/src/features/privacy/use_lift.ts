import { useQueryClient } from "@tanstack/react-query";
import { useBusinessId } from "@/api/business_context";
import type { Problem } from "@/api/problem";
import { useCommand } from "@/commands/use_command";
import { useToast } from "@/components/toast";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { liftHold } from "./commands";
import { holdList } from "./queries";

/** Lifts a legal hold; answers whether it was done. */
export function useLift() {
  const t = useText();
  const textOf = useProblemText();
  const client = useQueryClient();
  const business = useBusinessId();
  const toast = useToast();
  const { run, working } = useCommand(liftHold);
  async function lift(id: string) {
    let refused: Problem | undefined;
    await run({ path: { id }, body: undefined }, { refused: (problem) => (refused = problem) });
    if (refused) toast({ text: textOf(refused), tone: "red" });
    else toast({ text: t("privacy.hold.lifted") });
    await client.invalidateQueries({ queryKey: holdList(business).key });
    return refused === undefined;
  }
  return { lift, working };
}
