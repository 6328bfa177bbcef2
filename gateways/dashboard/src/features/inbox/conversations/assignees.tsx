import { useMemo } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMe } from "@/api/me_context";
import { teamList } from "@/api/team";
import { Avatar } from "@/components/avatar";
import type { Option } from "@/components/option_list";
import { useText } from "@/i18n/i18n_provider";
import { useList } from "@/lists/use_list";
import { usePeople } from "@/live/presence";

/** The option that takes it from whoever has it. */
export const nobody = "";

/**
 * Whom something may be given: members who may see such things, oneself first and who is there before who is not; and nobody. The
 * team is asked for once it is wanted.
 */
export function useAssignees(sees: "conversations_view" | "tickets.view" = "conversations_view", wanted = true) {
  const t = useText();
  const me = useMe();
  const people = usePeople();
  const { rows } = useList(teamList(useBusinessId()), wanted);
  return useMemo(() => {
    const names = new Map(rows.map((member) => [member.id, member.name ?? member.email ?? ""]));
    const rank = (id: string) => (id === me.id ? 0 : people.has(id) && people.get(id)?.status !== "offline" ? 1 : 2);
    const members: Option[] = rows
      .filter(({ status, permissions }) => status === "active" && permissions.some((may) => may.startsWith(sees)))
      .sort((a, b) => rank(a.id) - rank(b.id))
      .map(({ id }) => ({
        value: id,
        label: id === me.id ? `${names.get(id)} (${t("common.you")})` : (names.get(id) ?? ""),
        mark: <Avatar name={names.get(id) ?? ""} id={id} presence={people.get(id)?.status ?? "offline"} />,
      }));
    return {
      members,
      options: [...members, { value: nobody, label: t("common.nobody") }],
      personOf: (id: string | undefined) => (id ? { id, name: names.get(id) ?? "" } : null),
      myself: { id: me.id, name: me.name ?? me.email ?? t("common.you") },
    };
  }, [rows, people, me, sees, t]);
}
