import { Crown, Link2, Mail, UserX } from "lucide-react";
import { useState } from "react";
import { useMay, useMe } from "@/api/me_context";
import type { Effect, Member } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { DateTime } from "@/components/date_time";
import { Fact } from "@/components/fact";
import { Icon } from "@/components/icon";
import { Sheet } from "@/components/sheet";
import { useRoles } from "@/features/identity/roles/use_roles";
import { useText } from "@/i18n/i18n_provider";
import type { People } from "@/live/people";
import { AccessForm } from "./access_form";
import { HandOver } from "./hand_over";
import { MailState } from "./invitation_table";
import { RemoveMember } from "./remove_member";
import { isRole, mayTouch } from "./rights";
import { RightsList } from "./rights_list";
import { RoleDecides } from "./role_decides";
import { presenceOf, Standing } from "./standing";

export interface MemberSheetProps {
  /** None: closed. */
  member: Member | undefined;
  people: People;
  mail: Effect | undefined;
  onClose: () => void;
  /** Of an invitation: a new link in place of the old one. */
  onRenew: (invitation: Member) => void;
}

/** Who somebody is here, what they may do, and how that is changed. */
export function MemberSheet({ member, onClose, ...rest }: MemberSheetProps) {
  const t = useText();
  const [last, setLast] = useState(member);
  if (member && last !== member) setLast(member); // stays while the sheet slides away
  const shown = member ?? last;
  const invited = shown?.status === "invited";
  return (
    <Sheet
      open={member !== undefined}
      onOpenChange={(open) => open || onClose()}
      title={t(invited ? "team.invitation" : "team.member")}
    >
      {shown && <MemberDetails key={shown.id} member={shown} onClose={onClose} {...rest} />}
    </Sheet>
  );
}

function MemberDetails({ member, people, mail, onClose, onRenew }: MemberSheetProps & { member: Member }) {
  const t = useText();
  const { nameOf: roleOf } = useRoles();
  const me = useMe();
  const self = member.id === me.id;
  const invited = member.status === "invited";
  const touchable = mayTouch(me, member);
  const mayEdit = useMay("team_edit") && touchable && !self;
  const mayRemove = useMay("team_remove") && touchable;
  const mayInvite = useMay("team_invite") && touchable;
  const mayHandOver = me.role === "owner" && !invited && !self;
  const [removing, setRemoving] = useState(false);
  const [handing, setHanding] = useState(false);
  const name = member.name ?? member.email ?? member.invited_email ?? t("team.nameless");
  return (
    <div className="flex flex-col gap-6">
      <header className="flex items-center gap-3">
        <Avatar name={name} id={member.id} size="huge" {...(invited ? {} : { presence: presenceOf(member, people) })} />
        <div className="min-w-0">
          <p dir="auto" className="truncate text-title font-semibold">
            {name}
          </p>
          {!invited && member.email && (
            <p className="flex items-center gap-1.5 text-dense text-soft">
              <Icon of={Mail} className="size-3.5 text-faint" />
              <span className="truncate">{member.email}</span>
            </p>
          )}
          <p className="text-dense text-soft">
            {invited ? <MailState of={mail} /> : <Standing member={member} people={people} />}
          </p>
        </div>
      </header>
      <dl className="flex flex-col gap-2">
        {member.invited_at && (
          <Fact name={t("team.invited")}>
            <DateTime at={member.invited_at} as="date" />
          </Fact>
        )}
        {member.joined_at && (
          <Fact name={t("team.joined")}>
            <DateTime at={member.joined_at} as="date" />
          </Fact>
        )}
        {invited && member.expires_at && (
          <Fact name={t("team.expires")}>
            <DateTime at={member.expires_at} />
          </Fact>
        )}
      </dl>
      {member.joined_with_other_address && (
        <Banner tone="amber">
          {t("team.other_address", { invited: member.invited_email ?? "?", own: member.email ?? "?" })}
        </Banner>
      )}
      {mayEdit ? (
        <AccessForm member={member} onSaved={onClose} />
      ) : (
        <section aria-label={t("team.rights")} className="flex flex-col gap-4">
          <p className="text-dense">
            <span className="text-faint">{t("team.role")}</span>{" "}
            <span className="font-medium">{roleOf(member.role)}</span>
          </p>
          {self && <p className="text-meta text-faint">{t("team.own_rights")}</p>}
          {!isRole(member.role) && <RoleDecides />}
          <RightsList access={member} own={me.permissions} onGive={undefined} />
        </section>
      )}
      <footer className="flex flex-wrap gap-2 border-t border-line pt-4">
        {invited && mayInvite && mayRemove && (
          <Button icon={Link2} onClick={() => onRenew(member)}>
            {t("team.renew")}
          </Button>
        )}
        {mayHandOver && (
          <Button icon={Crown} onClick={() => setHanding(true)}>
            {t("team.hand_over")}
          </Button>
        )}
        {(mayRemove || self) && (
          <Button icon={UserX} onClick={() => setRemoving(true)}>
            {t(invited ? "team.withdraw" : self ? "team.leave" : "team.remove")}
          </Button>
        )}
      </footer>
      <HandOver member={member} name={name} open={handing} onOpenChange={setHanding} onDone={onClose} />
      <RemoveMember
        member={member}
        name={name}
        self={self}
        open={removing}
        onOpenChange={setRemoving}
        onRemoved={onClose}
      />
    </div>
  );
}
