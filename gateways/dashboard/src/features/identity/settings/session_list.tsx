import { LogOut, Monitor, Smartphone, Terminal } from "lucide-react";
import type { Session } from "@/api/types";
import { useCommand } from "@/commands/use_command";
import { Badge } from "@/components/badge";
import { Button } from "@/components/button";
import { DateTime } from "@/components/date_time";
import { Icon } from "@/components/icon";
import { SkeletonRows } from "@/components/skeleton";
import { useText } from "@/i18n/i18n_provider";
import { useList } from "@/lists/use_list";
import { endOtherSessions, endSession } from "./commands";
import { deviceOf } from "./device";
import { Missing } from "./missing";
import { sessionList } from "./queries";

/** Where I am logged in, and how that ends. */
export function SessionList() {
  const t = useText();
  const sessions = useList(sessionList);
  const one = useCommand(endSession);
  const all = useCommand(endOtherSessions);
  const others = sessions.rows.filter(({ current }) => !current);
  if (sessions.loading) return <SkeletonRows rows={3} label={t("common.loading")} />;
  if (sessions.rows.length === 0) return <Missing {...sessions} />;
  return (
    <div className="flex flex-col gap-3">
      <ul className="divide-y divide-line rounded-control border border-line">
        {sessions.rows.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            onEnd={() =>
              void one.run({ path: { id: session.id }, body: undefined }, { text: t("settings.sessions.ended") })
            }
          />
        ))}
      </ul>
      {others.length > 0 && (
        <Button
          icon={LogOut}
          className="self-start"
          onClick={() =>
            void all.run(
              {
                path: {},
                body: undefined,
                changes: () => others.map(({ id }) => ({ resource: "session", op: "delete", row: { id } })),
              },
              { text: t("settings.sessions.all_ended") },
            )
          }
        >
          {t("settings.sessions.end_all", { count: others.length })}
        </Button>
      )}
    </div>
  );
}

function SessionRow({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const t = useText();
  const { program, system, handheld } = deviceOf(session.device);
  const name =
    program && system
      ? t("settings.sessions.device", { program, system })
      : (program ?? t("settings.sessions.unknown"));
  return (
    <li className="flex items-center gap-3 px-3 py-2">
      <Icon of={handheld ? Smartphone : system ? Monitor : Terminal} className="text-faint" />
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-2 text-dense font-medium">
          <span className="truncate" title={session.device ?? undefined}>
            {name}
          </span>
          {session.current && <Badge tone="green">{t("settings.sessions.this")}</Badge>}
        </span>
        <span className="block text-meta text-faint">
          {session.address && (
            <>
              <span title={t("settings.sessions.address")}>{session.address}</span> ·{" "}
            </>
          )}
          {t("settings.sessions.used")} <DateTime at={session.refreshed_at} /> · {t("settings.sessions.since")}{" "}
          <DateTime at={session.opened_at} as="date" />
        </span>
      </span>
      {!session.current && (
        <Button kind="quiet" aria-label={t("settings.sessions.end_one", { name })} onClick={onEnd}>
          {t("sign_in.log_out")}
        </Button>
      )}
    </li>
  );
}
