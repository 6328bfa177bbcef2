import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { accountQuery, businessesQuery } from "@/api/account";
import { Problem } from "@/api/problem";
import { useCommand } from "@/commands/use_command";
import { Button, buttonLook } from "@/components/button";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { acceptInvitation } from "./commands";
import { invitationQuery, useInvitedText } from "./invited";
import { useLogOut } from "./session_actions";
import { SignInFrame } from "./sign_in_frame";

const route = getRouteApi("/signed-in/invitations/$token");

/** Whoever opens the link is signed in first, and comes back here. */
export function InvitationPage() {
  const t = useText();
  const textOf = useProblemText();
  const { token } = route.useParams();
  const { data: account } = useSuspenseQuery(accountQuery);
  const client = useQueryClient();
  const navigate = useNavigate();
  const logOut = useLogOut();
  const { run, working, problem: refused } = useCommand(acceptInvitation);
  const { data: invitation, error } = useQuery(invitationQuery(token));
  const invitedText = useInvitedText();
  const problem = refused ?? (error instanceof Problem ? error : undefined);

  async function accept() {
    const joined = await run({ path: { invitation: token }, body: undefined });
    if (!joined) return;
    const businesses = await client.fetchQuery({ ...businessesQuery, staleTime: 0 });
    const business = businesses.find(({ id }) => id === joined.business_id);
    await navigate(business ? { to: "/b/$business/inbox", params: { business: business.slug } } : { to: "/" });
  }

  if (problem) {
    return (
      <SignInFrame title={t("sign_in.accept.refused")} problem={textOf(problem)}>
        <Link to="/" className={buttonLook("plain", "large")}>
          {t("page.gone.action")}
        </Link>
      </SignInFrame>
    );
  }
  return (
    <SignInFrame
      title={
        invitation ? t("sign_in.accept.join_title", { business: invitation.business_name }) : t("sign_in.accept.title")
      }
      text={`${invitedText(invitation) ?? ""} ${t("sign_in.accept.text", { email: account?.email ?? "" })}`.trim()}
    >
      <Button kind="primary" size="large" working={working} onClick={() => void accept()} autoFocus>
        {t("sign_in.accept.join")}
      </Button>
      <Button kind="quiet" size="large" onClick={() => void logOut(`/app/invitations/${token}`)}>
        {t("sign_in.other_account")}
      </Button>
    </SignInFrame>
  );
}
