import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Problem } from "@/api/problem";
import { useCommand } from "@/commands/use_command";
import { oneOptions } from "@/lists/use_one";
import { changeBusiness } from "./commands";
import { oneBusiness } from "./queries";

/** A merge patch: what is not in it stays. */
export interface BusinessPatch {
  name?: string;
  widget_origins?: string[];
}

/** Changes a business if it is still as it was seen, and answers what was refused; or looks at it anew. */
export function useChangeBusiness(business: string) {
  const client = useQueryClient();
  const { run } = useCommand(changeBusiness);
  const change = useCallback(
    async (patch: BusinessPatch, version: number) => {
      let refused: Problem | undefined;
      await run(
        { path: { business_id: business }, body: patch, version },
        { refused: (problem) => (refused = problem) },
      );
      return refused;
    },
    [run, business],
  );
  const look = useCallback(
    () => client.fetchQuery({ ...oneOptions(oneBusiness(business)), staleTime: 0 }),
    [client, business],
  );
  return { change, look };
}
