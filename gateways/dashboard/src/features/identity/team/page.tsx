import { getRouteApi } from "@tanstack/react-router";
import { MailPlus, SearchX, UserPlus } from "lucide-react";
import { useRef, useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMay, useMe } from "@/api/me_context";
import { teamList } from "@/api/team";
import type { Member } from "@/api/types";
import { Button } from "@/components/button";
import { Empty } from "@/components/empty";
import { holdsWords, wordsOf } from "@/components/marks";
import { SearchField } from "@/components/search_field";
import { SkeletonRows } from "@/components/skeleton";
import { Tabs } from "@/components/tabs";
import { Forbidden } from "@/features/shell/forbidden";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { useKeys } from "@/keys/use_keys";
import { useList } from "@/lists/use_list";
import { usePeople } from "@/live/presence";
import { InvitationTable } from "./invitation_table";
import { type Fresh, InviteDialog } from "./invite_dialog";
import { MemberSheet } from "./member_sheet";
import { MemberTable } from "./member_table";
import { OwnStatus } from "./own_status";
import { invitationMails } from "./queries";
import { type TeamSearch, teamSearch } from "./search";
import { useRenew } from "./use_renew";

const route = getRouteApi("/signed-in/b/$business/team");

export function TeamPage() {
  const t = useText();
  return useMay("team_view") ? <Team /> : <Forbidden what={t("team.title")} />;
}

/** Who works here, who is there just now, who is invited; and what each may do. */
function Team() {
  const t = useText();
  const textOf = useProblemText();
  const me = useMe();
  const people = usePeople();
  const business = useBusinessId();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const team = useList(teamList(business));
  const mails = useList(invitationMails(business, useMay("effects.view")));
  const mayInvite = useMay("team_invite");
  const [fresh, setFresh] = useState<Fresh>();
  const renew = useRenew();
  const field = useRef<HTMLInputElement>(null);
  useTitle(t("team.title"));

  const put = (next: TeamSearch) => void navigate({ search: next, replace: true });
  const { invite: inviting = false, member: openId, ...rest } = search;
  const beginInviting = () => {
    setFresh(undefined);
    put({ ...rest, invite: true });
  };
  useKeys(t("team.title"), [
    mayInvite ? { text: t("team.invite"), keys: "c", icon: UserPlus, run: beginInviting } : undefined,
    search.show ? undefined : { text: t("team.search"), keys: "/", run: () => field.current?.focus() },
  ]);
  const words = wordsOf(search.q ?? "");
  const members = team.rows.filter(
    ({ status, name, email }) =>
      (status === "active" || status === "suspended") && holdsWords(`${name ?? ""} ${email ?? ""}`, words),
  );
  const invitations = team.rows.filter(({ status }) => status === "invited" || status === "provisioned");
  const open = team.rows.find(({ id }) => id === openId);
  const mailOf = (member: { id: string } | undefined) => mails.rows.find(({ about }) => about.id === member?.id);
  const openOne = ({ id }: Member) => put({ ...rest, member: id });

  const counted = (rows: readonly Member[]) => (team.loading || team.error ? {} : { count: rows.length });
  const missing = team.loading ? (
    <SkeletonRows rows={6} label={t("common.loading")} />
  ) : (
    team.error && (
      <Empty title={textOf(team.error)} action={<Button onClick={team.retry}>{t("common.retry")}</Button>} />
    )
  );
  return (
    <div className="flex h-full flex-col bg-panel">
      <header className="flex min-h-12 shrink-0 items-center gap-2 px-4 max-sm:flex-wrap max-sm:py-2">
        <h1 className="flex-auto truncate text-body font-semibold max-sm:shrink-0">{t("team.title")}</h1>
        {search.show !== "invitations" && (
          <SearchField
            ref={field}
            label={t("team.search")}
            value={search.q}
            onChange={(q) => put(teamSearch({ ...rest, q }))}
            className="max-sm:order-last max-sm:w-full sm:w-60"
          />
        )}
        <OwnStatus look="named" />
        {mayInvite && (
          <Button kind="primary" icon={UserPlus} onClick={beginInviting} className="max-sm:px-2!">
            <span className="sr-only sm:not-sr-only">{t("team.invite")}</span>
          </Button>
        )}
      </header>
      <Tabs
        label={t("team.title")}
        tabs={[
          { value: "members", label: t("team.members"), ...counted(members) },
          { value: "invitations", label: t("team.invitations"), ...counted(invitations) },
        ]}
        value={search.show ?? "members"}
        onChange={(show) => put(show === "invitations" ? { show } : {})}
        className="flex-1"
        panelClassName="flex flex-col"
      >
        {search.show === "invitations" ? (
          <InvitationTable
            invitations={invitations}
            mailOf={mailOf}
            currentId={openId}
            onOpen={openOne}
            instead={
              missing || (
                <Empty
                  icon={MailPlus}
                  title={t("team.no_invitations.title")}
                  text={t("team.no_invitations.text")}
                  action={mayInvite && <Button onClick={beginInviting}>{t("team.invite")}</Button>}
                />
              )
            }
          />
        ) : (
          <MemberTable
            members={members}
            me={me}
            people={people}
            currentId={openId}
            onOpen={openOne}
            instead={
              missing ||
              (search.q && (
                <Empty
                  icon={SearchX}
                  title={t("search.none.title", { q: search.q })}
                  action={<Button onClick={() => put({})}>{t("parts.search.clear")}</Button>}
                />
              ))
            }
          />
        )}
      </Tabs>
      <MemberSheet
        member={open}
        people={people}
        mail={mailOf(open)}
        onClose={() => put(rest)}
        onRenew={async (invitation) => {
          const renewed = await renew(invitation);
          if (!renewed) return;
          setFresh(renewed);
          put({ show: "invitations", invite: true });
        }}
      />
      <InviteDialog
        open={inviting}
        onOpenChange={(next) => put(next ? { ...rest, invite: true } : rest)}
        fresh={fresh}
        onInvited={setFresh}
        mail={mailOf(fresh)}
      />
    </div>
  );
}
