import { MailCheck, MailWarning, MailX } from "lucide-react";
import type { ReactNode } from "react";
import type { Effect, Member } from "@/api/types";
import type { Column } from "@/components/column";
import { cx } from "@/components/cx";
import { DateTime } from "@/components/date_time";
import { Icon } from "@/components/icon";
import { Table } from "@/components/table";
import { useRoles } from "@/features/identity/roles/use_roles";
import { useText } from "@/i18n/i18n_provider";
import { Deviations } from "./deviations";

export interface InvitationTableProps {
  invitations: readonly Member[];
  mailOf: (invitation: Member) => Effect | undefined;
  currentId: string | undefined;
  onOpen: (invitation: Member) => void;
  instead: ReactNode;
}

export function InvitationTable({ invitations, mailOf, currentId, onOpen, instead }: InvitationTableProps) {
  const t = useText();
  const { nameOf: roleOf } = useRoles();
  const addressOf = (invitation: Member) => invitation.email ?? invitation.invited_email ?? t("team.nameless");
  const columns: Column<Member>[] = [
    {
      id: "email",
      label: t("team.invited"),
      fixed: true,
      cell: (invitation) => (
        <button
          type="button"
          tabIndex={-1}
          onClick={() => onOpen(invitation)}
          className="flex min-h-8 w-full items-center truncate text-left font-medium text-ink"
        >
          <span className="truncate">{addressOf(invitation)}</span>
        </button>
      ),
    },
    {
      id: "role",
      label: t("team.role"),
      width: 176,
      from: "sm",
      cell: (invitation) => (
        <span className="flex items-center gap-2">
          <span className="truncate">{roleOf(invitation.role)}</span>
          <Deviations of={invitation} />
        </span>
      ),
    },
    {
      id: "mail",
      label: t("team.mail"),
      width: 176,
      from: "md",
      cell: (invitation) => <MailState of={mailOf(invitation)} />,
    },
    {
      id: "expires",
      label: t("team.expires"),
      width: 120,
      align: "end",
      cell: ({ expires_at }) => expires_at && <DateTime at={expires_at} />,
    },
  ];
  return (
    <Table
      label={t("team.invitations")}
      rows={invitations}
      rowId={({ id }) => id}
      rowName={addressOf}
      rowHeight={40}
      columns={columns}
      onOpen={onOpen}
      {...(currentId ? { currentId } : {})}
      instead={instead}
    />
  );
}

/** What became of the mail that carries the link. */
export function MailState({ of: mail }: { of: Effect | undefined }) {
  const t = useText();
  if (!mail) return null;
  const sent = mail.state === "succeeded";
  const waits = mail.state === "waiting" || mail.state === "under_way";
  return (
    <span
      className={cx("inline-flex items-center gap-1.5", sent ? "text-soft" : waits ? "text-amber-ink" : "text-red-ink")}
      title={mail.why ?? undefined}
    >
      <Icon of={sent ? MailCheck : waits ? MailWarning : MailX} className="size-3.5" />
      {t(sent ? "team.mail.sent" : waits ? "team.mail.waits" : "team.mail.not_sent")}
    </span>
  );
}
