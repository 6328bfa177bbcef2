import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleDashed, CircleX, ShieldAlert, ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import { useBusinessId } from "@/api/business_context";
import { Badge } from "@/components/badge";
import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { CopyButton } from "@/components/copy_button";
import { cx } from "@/components/cx";
import { DateTime } from "@/components/date_time";
import { Icon } from "@/components/icon";
import { exactTime } from "@/components/times";
import { useI18n, useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { holds, type InclusionProof, type Verdict, verify } from "./inclusion";
import { inclusionOf } from "./queries";

/** Whether the record that is shown stands in the journal of which a head was signed: asked for, and computed here, once it is wanted. */
export function ProofPart({ id, record }: { id: string; record: string }) {
  const t = useText();
  const textOf = useProblemText();
  const business = useBusinessId();
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: [business, "inclusion", id],
    enabled: false,
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const proof = await inclusionOf(business, id, signal);
      return { proof, verdict: (await verify(proof, record)) ?? null };
    },
  });
  return (
    <section aria-label={t("audit.proof")} className="flex flex-col gap-2">
      <div className="flex min-h-8 items-center justify-between gap-3">
        <h3 className="text-dense font-medium">{t("audit.proof")}</h3>
        <Button icon={ShieldCheck} working={isFetching} onClick={() => void refetch()}>
          {t(data ? "audit.proof.again" : "audit.proof.verify")}
        </Button>
      </div>
      {!data && <p className="text-dense text-soft">{t("audit.proof.text")}</p>}
      <div role="status">
        {error && !isFetching ? (
          <Banner tone="red">{textOf(error)}</Banner>
        ) : (
          data && <Outcome proof={data.proof} verdict={data.verdict} />
        )}
      </div>
    </section>
  );
}

function Outcome({ proof, verdict }: { proof: InclusionProof; verdict: Verdict | null }) {
  const t = useText();
  if (!verdict) return <Banner tone="amber">{t("history.chain.uncheckable.text")}</Banner>;
  const { head } = proof;
  return (
    <div className="flex flex-col gap-3">
      <Judgement verdict={verdict} at={head.at} />
      <ul className="flex flex-col gap-1.5">
        {parts.map((part) => (
          <Checked key={part} part={part} good={verdict[part]} />
        ))}
      </ul>
      <dl className="flex flex-col gap-2">
        <Line name={t("audit.proof.head")}>
          <span className="text-dense">
            {t("audit.proof.head.size", { count: head.size })}, <DateTime at={head.at} as="exact" />
          </span>
        </Line>
        <Hash name={t("audit.proof.root")} text={head.root} />
        <Hash name={t("audit.proof.key")} text={head.key} />
      </dl>
      <p className="text-meta text-faint">{t("audit.proof.key.hint")}</p>
    </div>
  );
}

function Judgement({ verdict, at }: { verdict: Verdict; at: string }) {
  const formats = useI18n();
  const { t } = formats;
  const time = exactTime(Date.parse(at), formats);
  const held = holds(verdict);
  const [tone, icon, text] =
    held === true
      ? (["green", ShieldCheck, t("audit.proof.good", { time })] as const)
      : held === false
        ? (["red", ShieldAlert, t("audit.proof.bad")] as const)
        : (["amber", ShieldAlert, t("audit.proof.unsigned")] as const);
  return (
    <span className="flex">
      <Badge tone={tone} icon={icon}>
        {text}
      </Badge>
    </span>
  );
}

const parts = ["record", "leaf", "root", "text", "signature"] as const satisfies readonly (keyof Verdict)[];

function Checked({ part, good }: { part: (typeof parts)[number]; good: boolean | undefined }) {
  const t = useText();
  const icon = good === undefined ? CircleDashed : good ? CircleCheck : CircleX;
  const ink = good === undefined ? "text-faint" : good ? "text-green-ink" : "text-red-ink";
  const held = good === undefined ? "unseen" : good ? "good" : "bad";
  return (
    <li className="flex items-start gap-2 text-dense">
      <Icon of={icon} className={cx("mt-0.5", ink)} />
      <span className={good === undefined ? "text-faint" : good ? "text-ink" : "font-medium text-red-ink"}>
        {t(`audit.proof.${part}.${held}`)}
      </span>
    </li>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-meta text-faint">{name}</dt>
      <dd className="flex items-start gap-1 text-ink">{children}</dd>
    </div>
  );
}

function Hash({ name, text }: { name: string; text: string }) {
  return (
    <Line name={name}>
      <code className="min-w-0 flex-1 font-mono text-meta break-all">{text}</code>
      <CopyButton text={text} />
    </Line>
  );
}
