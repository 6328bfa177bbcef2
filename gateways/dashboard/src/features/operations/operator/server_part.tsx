import type { ServerFault, Telemetry } from "@/api/types";
import { Badge } from "@/components/badge";
import { DateTime } from "@/components/date_time";
import { useText } from "@/i18n/i18n_provider";
import { Part } from "./part";

/** What went wrong in the server itself since it was started. */
export function ServerPart({ since, server_errors }: Pick<Telemetry, "since" | "server_errors">) {
  const t = useText();
  return (
    <Part
      id="server"
      title={t("operator.server")}
      text={
        <>
          {t("operator.pages.since")} <DateTime at={since} />
        </>
      }
    >
      {server_errors.length === 0 ? (
        <p className="text-dense text-faint">{t("operator.server.none")}</p>
      ) : (
        <ul aria-label={t("operator.server.faults")} className="flex flex-col border-t border-line">
          {server_errors.map((fault) => (
            <Fault key={`${fault.kind} ${fault.route} ${fault.message}`} of={fault} />
          ))}
        </ul>
      )}
    </Part>
  );
}

function Fault({ of: { kind, message, route, release, trace_id, count, first_at, last_at } }: { of: ServerFault }) {
  const t = useText();
  return (
    <li className="border-b border-line py-2">
      <p className="flex min-h-8 items-center gap-3">
        <Badge tone={kind === "answer" ? "amber" : "red"}>{t(`operator.server.kind.${kind}`)}</Badge>
        <span className="min-w-0 flex-1 text-dense wrap-anywhere">
          {message}
          {route && <span className="text-soft"> · {route}</span>}
        </span>
        <Badge tone="red">{t("operator.faults.times", { count })}</Badge>
      </p>
      <p className="text-meta text-faint wrap-anywhere">
        {t("operator.server.first")} <DateTime at={first_at} /> · {t("operator.server.last")} <DateTime at={last_at} />
        {release && ` · ${t("operator.faults.release", { release })}`}
        {trace_id && (
          <>
            {" "}
            · trace <code>{trace_id}</code>
          </>
        )}
      </p>
    </li>
  );
}
