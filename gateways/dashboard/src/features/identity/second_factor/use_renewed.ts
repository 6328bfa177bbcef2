import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { accountQuery } from "@/api/account";
import { secondFactors } from "./queries";

/** Secrets are kept nowhere, so what makes or takes them is sent at once or not at all; then all that tells of it is read again. */
export function useRenewed() {
  const client = useQueryClient();
  return useCallback(async () => {
    await client.invalidateQueries({ queryKey: secondFactors.key });
    await client.invalidateQueries({ queryKey: accountQuery.queryKey });
  }, [client]);
}
