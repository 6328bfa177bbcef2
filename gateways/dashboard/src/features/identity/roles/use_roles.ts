import { useBusinessId } from "@/api/business_context";
import { useRightText } from "@/features/identity/team/right_text";
import { isRole } from "@/features/identity/team/rights";
import { useText } from "@/i18n/i18n_provider";
import { useList } from "@/lists/use_list";
import { roleList } from "./queries";

/** The roles of this business, and what any role is called here: members have those that the business has made by their id. */
export function useRoles() {
  const t = useText();
  const text = useRightText();
  const { rows: made, loading } = useList(roleList(useBusinessId()));
  const nameOf = (role: string) =>
    isRole(role)
      ? text.role(role)
      : (made.find(({ id }) => id === role)?.name ?? (loading ? "…" : t("team.role.own_unknown")));
  return { made, nameOf };
}
