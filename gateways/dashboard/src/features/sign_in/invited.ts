import { queryOptions, useQuery } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import { useText } from "@/i18n/i18n_provider";
import { useRoleName } from "../identity/team/role_name";

const before = "/app/invitations/";

/** Where it leads and who gives it: whoever holds the link may know, signed in or not. */
export function invitationQuery(token: string) {
  return queryOptions({
    queryKey: ["invitation", token],
    retry: false,
    queryFn: ({ signal }) =>
      answer(api.GET("/invitations/{invitation}", { params: { path: { invitation: token } }, signal })),
  });
}

/** The invitation that somebody is on the way to accept, and has to be known first. */
export function useInvited(to: string | undefined) {
  const t = useText();
  const invited = to?.startsWith(before) ?? false;
  const { data } = useQuery({ ...invitationQuery(to?.slice(before.length) ?? ""), enabled: invited });
  return { invited, email: data?.email ?? undefined, text: useInvitedText()(data) ?? t("sign_in.invited.new") };
}

type Invitation = Awaited<ReturnType<NonNullable<ReturnType<typeof invitationQuery>["queryFn"]>>>;

/** Who invites where, as what. */
export function useInvitedText() {
  const t = useText();
  const nameOf = useRoleName();
  return (invitation: Invitation | undefined) => {
    if (!invitation) return undefined;
    const { business_name: business, invited_by: name, role, role_name } = invitation;
    const what = { business, role: role_name ?? nameOf(role) };
    return name ? t("sign_in.invited.by", { ...what, name }) : t("sign_in.invited.to", what);
  };
}
