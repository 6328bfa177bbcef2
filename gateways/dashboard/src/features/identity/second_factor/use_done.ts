import { useState } from "react";
import { useToast } from "@/components/toast";
import { useProblemText } from "@/i18n/problem_text";
import { useRenewed } from "./use_renewed";

/** Does what cannot wait; what is refused is said in a toast. */
export function useDone(what: () => Promise<unknown>) {
  const toast = useToast();
  const textOf = useProblemText();
  const renewed = useRenewed();
  const [working, setWorking] = useState(false);
  async function run() {
    setWorking(true);
    try {
      await what();
      await renewed();
    } catch (error) {
      toast({ text: textOf(error), tone: "red" });
    } finally {
      setWorking(false);
    }
  }
  return { run, working };
}
