import { Link } from "@tanstack/react-router";
import { ArrowRightLeft, CornerDownRight, Dot, type LucideIcon, Timer, Zap } from "lucide-react";
import type { ReactNode } from "react";
import type { Tone } from "@/components/badge";
import { Badge } from "@/components/badge";
import { cx } from "@/components/cx";
import { DateTime } from "@/components/date_time";
import { Icon } from "@/components/icon";
import { useMemberNames } from "@/features/inbox/thread/use_member_names";
import { useText } from "@/i18n/i18n_provider";
import { parseEventId } from "../events/event";
import { lookOf } from "../events/kinds";
import { whoName } from "../words";
import type { ExplainedNode } from "./queries";
import { useNodeName } from "./use_node_name";

const icons: Record<ExplainedNode["kind"], LucideIcon> = {
  request: CornerDownRight,
  fact: Dot,
  timer: Timer,
  effect: Zap,
  handoff: ArrowRightLeft,
};

const states = {
  waiting: "amber",
  under_way: "accent",
  fired: "accent",
  cancelled: "neutral",
  moved: "neutral",
  pending: "amber",
  done: "green",
  succeeded: "green",
  failed: "red",
  unknown: "red",
  given_up: "red",
} as const satisfies Record<string, Tone>;

/** A request, a fact or what followed; it leads to the event that it is. */
export function NodeCard({ node, current, from }: { node: ExplainedNode; current: boolean; from: readonly string[] }) {
  const t = useText();
  const name = useNodeName()(node);
  const state = Object.keys(states).find((known): known is keyof typeof states => known === node.state);
  const inside = (
    <>
      <span className="flex items-center gap-1.5 text-meta text-faint">
        <Icon of={node.kind === "fact" && node.fact ? lookOf(node.fact).icon : icons[node.kind]} className="size-3.5" />
        <span className="flex-1 truncate">{t(`history.node.${node.kind}`)}</span>
        {current && <span className="font-medium text-accent-ink">{t("history.explain.here")}</span>}
        {state && <Badge tone={states[state]}>{t(`history.state.${state}`)}</Badge>}
      </span>
      <span className={cx("truncate text-dense", node.kind === "request" ? "text-ink" : "font-medium text-ink")}>
        {name}
      </span>
      <span className="flex gap-1.5 truncate text-meta text-faint">
        <Detail node={node} />
      </span>
      {from.length > 0 && <span className="sr-only">{t("history.explain.after", { names: from.join(", ") })}</span>}
    </>
  );
  const look = cx(
    "flex h-full min-h-19 flex-col justify-center gap-0.5 rounded-panel border bg-panel px-3",
    current
      ? "border-accent-mark bg-selected"
      : node.kind === "request"
        ? "border-dashed border-line-control"
        : "border-line-control",
  );
  return <ToEvent node={node} current={current} look={look} inside={inside} />;
}

/** A request leads to its first event; what another business has asked for leads nowhere. */
function ToEvent({
  node,
  current,
  look,
  inside,
}: {
  node: ExplainedNode;
  current: boolean;
  look: string;
  inside: ReactNode;
}) {
  const id = node.kind === "request" ? `${node.id}-0` : node.id;
  if (!parseEventId(id)) return <div className={look}>{inside}</div>;
  return (
    <Link
      from="/b/$business/history"
      to="/b/$business/history/events/$event"
      params={{ event: id }}
      search={(before) => before}
      aria-current={current ? "true" : undefined}
      className={`${look} transition-colors duration-100 hover:border-line-mark`}
    >
      {inside}
    </Link>
  );
}

function Detail({ node }: { node: ExplainedNode }) {
  const t = useText();
  const nameOf = useMemberNames();
  const { by, at, due, ended_at, tries, other } = node;
  const who = by && whoName(t, by, nameOf);
  return (
    <>
      {who && <span className="truncate">{who}</span>}
      {tries.length > 0 && <span>{t("history.explain.tries", { count: tries.length })}</span>}
      {other && (
        <span>{t(other === "directory" ? "history.explain.other.directory" : "history.explain.other.business")}</span>
      )}
      {(ended_at ?? due ?? at) && <DateTime at={ended_at ?? due ?? at ?? ""} />}
    </>
  );
}
