import { ChevronDown, History, RotateCcw } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import type { Webhook } from "@/api/types";
import { Button } from "@/components/button";
import { cx } from "@/components/cx";
import { DateTime } from "@/components/date_time";
import { Fact } from "@/components/fact";
import { Icon } from "@/components/icon";
import { useText } from "@/i18n/i18n_provider";
import { DeliveryBadge } from "./badges";
import { replayDeliveries } from "./commands";
import type { ListedDelivery } from "./queries";
import { useDeed } from "./use_deed";
import { useOutcome } from "./why";

export interface DeliveryRowProps {
  of: ListedDelivery;
  webhook: Pick<Webhook, "id">;
  mayReplay: boolean;
  onReplayFrom: () => void;
}

/** One delivery: of what, what has become of it, and on a press all that is known of it. */
export function DeliveryRow({ of: one, webhook, mayReplay, onReplayFrom }: DeliveryRowProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <li>
      <div className="relative flex items-center gap-3 px-3 py-2 hover:bg-hover">
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <button
              type="button"
              aria-expanded={open}
              aria-controls={id}
              onClick={() => setOpen((now) => !now)}
              className="min-h-6 min-w-0 rounded-control text-left font-mono text-meta wrap-anywhere text-ink after:absolute after:inset-0 after:content-['']"
            >
              {one.type}
            </button>
            <DeliveryBadge of={one} />
          </span>
          <Outcome of={one} />
        </span>
        <span className="shrink-0 text-meta text-faint">
          <DateTime at={one.at} />
        </span>
        <Icon of={ChevronDown} className={cx("text-faint transition-transform", open && "rotate-180")} />
      </div>
      <div id={id} hidden={!open}>
        {open && (
          <Details of={one}>{mayReplay && <Replays of={one} webhook={webhook} onReplayFrom={onReplayFrom} />}</Details>
        )}
      </div>
    </li>
  );
}

/** In a line: what was answered or why nothing was, and when it is tried again. */
function Outcome({ of: { state, outcome, status, attempts, next_attempt_at } }: { of: ListedDelivery }) {
  const t = useText();
  const textOf = useOutcome();
  const said = [
    ...(status ? [t("webhooks.delivery.answered", { status: String(status) })] : []),
    ...(state === "delivered" ? [] : [textOf(outcome)]),
    ...(attempts > 1 ? [t("webhooks.delivery.attempts", { count: attempts })] : []),
  ].join(" · ");
  return (
    <span className="block text-meta text-faint first-letter:uppercase">
      {said}
      {next_attempt_at && (
        <>
          {" "}
          · {t("webhooks.delivery.again")} <DateTime at={next_attempt_at} />
        </>
      )}
    </span>
  );
}

function Details({ of: one, children }: { of: ListedDelivery; children: ReactNode }) {
  const t = useText();
  const textOf = useOutcome();
  return (
    <div className="flex flex-col gap-3 border-t border-line bg-ground px-3 py-3">
      <dl className="flex flex-col gap-1">
        <Fact name={t("webhooks.delivery.id")}>
          <code dir="ltr" className="font-mono text-meta wrap-anywhere select-all">
            {one.event}
          </code>
        </Fact>
        <Fact name={t("webhooks.delivery.outcome")}>
          {textOf(one.outcome)}
          {one.status ? ` (${one.status})` : ""}
        </Fact>
        <Fact name={t("webhooks.delivery.tried")}>{one.attempts}</Fact>
        <Fact name={t("webhooks.delivery.at")}>
          <DateTime at={one.at} as="exact" />
        </Fact>
        {one.next_attempt_at && (
          <Fact name={t("webhooks.delivery.next")}>
            <DateTime at={one.next_attempt_at} as="exact" />
          </Fact>
        )}
      </dl>
      {one.response && (
        <figure className="flex flex-col gap-1">
          <figcaption className="text-dense text-faint">{t("webhooks.delivery.response")}</figcaption>
          <pre
            dir="auto"
            className="rounded-control border border-line bg-panel px-3 py-2 font-mono text-meta wrap-anywhere whitespace-pre-wrap text-soft"
          >
            {one.response}
          </pre>
        </figure>
      )}
      {children}
    </div>
  );
}

function Replays({ of: { event }, webhook, onReplayFrom }: Omit<DeliveryRowProps, "mayReplay">) {
  const t = useText();
  const { run, working } = useDeed(replayDeliveries);
  const again = () =>
    void run({ path: { id: webhook.id }, body: { delivery_id: event } }, t("webhooks.delivery.replayed"));
  return (
    <footer className="flex flex-wrap gap-2">
      <Button icon={RotateCcw} working={working} onClick={again}>
        {t("webhooks.delivery.replay")}
      </Button>
      <Button icon={History} onClick={onReplayFrom}>
        {t("webhooks.delivery.from_here")}
      </Button>
    </footer>
  );
}
