import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  ArrowDown,
  ArrowUp,
  CircleCheck,
  CircleDashed,
  CircleX,
  type LucideIcon,
  ShieldAlert,
  ShieldCheck,
} from "lucide-react";
import type { ReactNode } from "react";
import { useBusinessId } from "@/api/business_context";
import { Badge } from "@/components/badge";
import { buttonLook } from "@/components/button";
import { CopyButton } from "@/components/copy_button";
import { cx } from "@/components/cx";
import { Icon } from "@/components/icon";
import { type Translate, useText } from "@/i18n/i18n_provider";
import { type Link as ChainLink, isGood, linkOf, type Proof, prove } from "./proof";
import { type EventInFull, neighbour } from "./queries";

/** Its place in the chain, computed here from its bytes; and joined to its neighbours as far as they are this business's. */
export function Chain({ full, id }: { full: EventInFull; id: string }) {
  const t = useText();
  const business = useBusinessId();
  const { chain, record } = full;
  const proof = useQuery({
    queryKey: [business, "proof", record.position, chain.after, record.bytes.length],
    queryFn: async () => (await prove(full)) ?? null,
    staleTime: 0,
    gcTime: 0,
  }).data;
  const before = useQuery(neighbour(business, id, -1)).data;
  const after = useQuery(neighbour(business, id, 1)).data;
  const links = { previous: linkOf(before, full), next: linkOf(full, after) };
  const broken = links.previous === "broken" || links.next === "broken";
  return (
    <section aria-label={t("history.chain")}>
      <div className="mb-2 flex items-center gap-3">
        <h2 className="text-body font-semibold">{t("history.chain")}</h2>
        <span role="status">
          <Verdict proof={proof} broken={broken} />
        </span>
      </div>
      <p className="mb-3 text-dense text-soft">
        {proof === null
          ? t("history.chain.uncheckable.text")
          : t("history.chain.how", { count: Math.floor((record.bytes.replace(/=+$/, "").length * 3) / 4) })}
      </p>
      {proof && (
        <ul className="mb-4 flex flex-col gap-1.5">
          {checksOf(t, proof, links, chain.before_at).map((check) => (
            <Checked key={check.text} {...check} />
          ))}
        </ul>
      )}
      <Hash name={t("history.chain.before")} hash={chain.before} />
      <Hash name={t("history.chain.after")} hash={chain.after} />
      {proof && !proof.hashIsRight && <Hash name={t("history.chain.computed")} hash={proof.digest} wrong />}
      <div className="-ml-3 mt-2 flex flex-wrap gap-1">
        {before && <Neighbour id={before.record.facts[0]?.id} icon={ArrowUp} text={t("history.chain.previous")} />}
        {after && <Neighbour id={after.record.facts[0]?.id} icon={ArrowDown} text={t("history.chain.next")} />}
      </div>
    </section>
  );
}

function Verdict({ proof, broken }: { proof: Proof | null | undefined; broken: boolean }) {
  const t = useText();
  if (proof === undefined) return <Badge>{t("history.chain.checking")}</Badge>;
  if (proof === null) return <Badge tone="amber">{t("history.chain.uncheckable")}</Badge>;
  return isGood(proof) && !broken ? (
    <Badge tone="green" icon={ShieldCheck}>
      {t("history.chain.good")}
    </Badge>
  ) : (
    <Badge tone="red" icon={ShieldAlert}>
      {t("history.chain.bad")}
    </Badge>
  );
}

interface Check {
  /** Nothing: it could not be looked at. */
  good: boolean | undefined;
  text: string;
}

function checksOf(t: Translate, proof: Proof, links: { previous: ChainLink; next: ChainLink }, at: number): Check[] {
  const { hashIsRight, holdsBefore, differing } = proof;
  const hash = hashIsRight ? "history.chain.check.hash" : "history.chain.check.hash.not";
  const holds = holdsBefore ? "history.chain.check.holds" : "history.chain.check.holds.not";
  const looked = (link: ChainLink) => (link === "unseen" ? undefined : link === "joined");
  return [
    { good: hashIsRight, text: t(hash) },
    { good: holdsBefore, text: t(holds, { at: String(at) }) },
    agreement(t, differing),
    { good: looked(links.previous), text: t(`history.chain.check.previous.${links.previous}`) },
    { good: looked(links.next), text: t(`history.chain.check.next.${links.next}`) },
  ];
}

function agreement(t: Translate, differing: Proof["differing"]): Check {
  if (!differing) return { good: undefined, text: t("history.chain.check.agrees.unread") };
  if (differing.length === 0) return { good: true, text: t("history.chain.check.agrees") };
  return { good: false, text: t("history.chain.check.agrees.not", { members: differing.join(", ") }) };
}

function Checked({ good, text }: Check) {
  const icon = good === undefined ? CircleDashed : good ? CircleCheck : CircleX;
  const ink = good === undefined ? "text-faint" : good ? "text-green-ink" : "text-red-ink";
  return (
    <li className="flex items-start gap-2 text-dense">
      <Icon of={icon} className={cx("mt-0.5", ink)} />
      <span className={good === undefined ? "text-faint" : good ? "text-ink" : "font-medium text-red-ink"}>{text}</span>
    </li>
  );
}

function Hash({ name, hash, wrong = false }: { name: ReactNode; hash: string; wrong?: boolean }) {
  return (
    <div className="flex items-center gap-2 border-t border-line py-1">
      <span className="w-28 shrink-0 text-meta text-faint">{name}</span>
      <code className={cx("min-w-0 flex-1 font-mono text-meta break-all", wrong && "text-red-ink")}>{hash}</code>
      <CopyButton text={hash} />
    </div>
  );
}

function Neighbour({ id, icon, text }: { id: string | undefined; icon: LucideIcon; text: string }) {
  if (!id) return null;
  return (
    <Link
      from="/b/$business/history"
      to="/b/$business/history/events/$event"
      params={{ event: id }}
      search={(before) => before}
      className={buttonLook("quiet")}
    >
      <Icon of={icon} />
      {text}
    </Link>
  );
}
