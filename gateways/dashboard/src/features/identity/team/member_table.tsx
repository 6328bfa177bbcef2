import type { ReactNode } from "react";
import type { Me, Member } from "@/api/types";
import { Avatar } from "@/components/avatar";
import type { Column } from "@/components/column";
import { DateTime } from "@/components/date_time";
import { Table } from "@/components/table";
import { useRoles } from "@/features/identity/roles/use_roles";
import { useText } from "@/i18n/i18n_provider";
import type { People } from "@/live/people";
import { Deviations } from "./deviations";
import { presenceOf, Standing } from "./standing";

export interface MemberTableProps {
  members: readonly Member[];
  me: Me;
  people: People;
  currentId: string | undefined;
  onOpen: (member: Member) => void;
  /** In place of the rows. */
  instead: ReactNode;
}

export function MemberTable({ members, me, people, currentId, onOpen, instead }: MemberTableProps) {
  const t = useText();
  const { nameOf: roleOf } = useRoles();
  const nameOf = (member: Member) => member.name ?? member.email ?? t("team.nameless");
  const columns: Column<Member>[] = [
    {
      id: "name",
      label: t("team.member"),
      fixed: true,
      cell: (member) => (
        <button
          type="button"
          tabIndex={-1}
          onClick={() => onOpen(member)}
          className="flex w-full items-center gap-3 text-left"
        >
          <Avatar name={nameOf(member)} id={member.id} size="large" presence={presenceOf(member, people)} />
          <span className="flex min-w-0 flex-col">
            <span className="flex min-w-0 items-center gap-2">
              <span dir="auto" className="truncate font-medium text-ink">
                {nameOf(member)}
              </span>
              {member.id === me.id && <span className="shrink-0 text-meta text-faint">{t("common.you")}</span>}
            </span>
            <span className="truncate text-meta text-faint">
              <span className="@min-[36rem]:hidden">{roleOf(member.role)} · </span>
              {member.email}
            </span>
          </span>
        </button>
      ),
    },
    {
      id: "role",
      label: t("team.role"),
      width: 216,
      from: "sm",
      cell: (member) => (
        <span className="flex items-center gap-2">
          <span className="truncate">{roleOf(member.role)}</span>
          <Deviations of={member} />
        </span>
      ),
    },
    {
      id: "standing",
      label: t("team.standing"),
      width: 176,
      from: "xs",
      cell: (member) => <Standing member={member} people={people} />,
    },
    {
      id: "joined",
      label: t("team.joined"),
      width: 120,
      align: "end",
      from: "lg",
      cell: ({ joined_at }) => joined_at && <DateTime at={joined_at} as="date" />,
    },
  ];
  return (
    <Table
      label={t("team.members")}
      rows={members}
      rowId={({ id }) => id}
      rowName={nameOf}
      rowHeight={56}
      columns={columns}
      onOpen={onOpen}
      {...(currentId ? { currentId } : {})}
      instead={instead}
    />
  );
}
