import { useCallback } from "react";
import { useBusinessId } from "@/api/business_context";
import { teamList } from "@/api/team";
import { useList } from "@/lists/use_list";

/** What a member of the team is called; nothing for who has never been one here. */
export function useMemberNames() {
  const { rows } = useList(teamList(useBusinessId()));
  return useCallback(
    (id: string) => {
      const member = rows.find((one) => one.id === id);
      return member?.name ?? member?.email ?? undefined;
    },
    [rows],
  );
}
