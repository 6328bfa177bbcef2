import type { ReactNode } from "react";
import type { ApiKey } from "@/api/types";
import { Badge, type Tone } from "@/components/badge";
import { DateTime } from "@/components/date_time";
import { useNow } from "@/components/now";
import { useText } from "@/i18n/i18n_provider";
import { type Standing, standingOf } from "./expiry";

const tones: Record<Standing, Tone> = {
  active: "green",
  soon: "amber",
  rotating: "accent",
  revoked: "neutral",
  expired: "neutral",
};

export function KeyBadge({ of }: { of: ApiKey }) {
  const t = useText();
  const standing = useNow((now_ms) => standingOf(of, now_ms));
  return <Badge tone={tones[standing]}>{t(`keys.is.${standing}`)}</Badge>;
}

/** The last characters of what is good, by which people tell keys apart. */
export function Hint({ text }: { text: string }) {
  return <span className="font-mono">…{text}</span>;
}

/** One key: what it is called, how it stands, and what one looks for when one tidies up. */
export function KeyRow({ of: key, onOpen }: { of: ApiKey; onOpen: () => void }) {
  const t = useText();
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-3 py-2 hover:bg-hover">
      <span className="min-w-0 flex-1 basis-56">
        <span className="flex flex-wrap items-center gap-x-2">
          <button
            type="button"
            dir="auto"
            onClick={onOpen}
            className="min-h-6 min-w-0 rounded-control text-left wrap-anywhere text-dense font-medium text-ink after:absolute after:inset-0 after:content-['']"
          >
            {key.name ?? t("keys.nameless")}
          </button>
          <KeyBadge of={key} />
        </span>
        <span className="block text-meta text-faint">
          <Hint text={key.hint} /> · {t("keys.rights", { count: key.scopes.length })}
        </span>
      </span>
      <dl className="flex gap-4 text-meta">
        <Term name={t("keys.used")}>
          {key.last_used_at ? <DateTime at={key.last_used_at} /> : t("keys.used.never")}
        </Term>
        <Term name={t(key.ended_at ? "keys.ended" : "keys.expires")}>
          <Ends of={key} />
        </Term>
      </dl>
    </li>
  );
}

export function Ends({ of: { ended_at, expires_at } }: { of: ApiKey }) {
  const t = useText();
  const at = ended_at ?? expires_at;
  return at ? <DateTime at={at} as="date" /> : t("keys.expires.never");
}

function Term({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-24">
      <dt className="text-faint">{name}</dt>
      <dd className="text-ink">{children}</dd>
    </div>
  );
}
