import type { Integration } from "@/api/types";
import { DateTime } from "@/components/date_time";
import { ChannelMark } from "@/features/inbox/conversations/channel_mark";
import { useText } from "@/i18n/i18n_provider";
import { platformOf } from "./platforms";
import { StatusBadge } from "./status_badge";
import { useWhy } from "./why";

/** One connection: to what, how it does, and since when. */
export function IntegrationRow({ of: one, onOpen }: { of: Integration; onOpen: () => void }) {
  const t = useText();
  const why = useWhy();
  const platform = platformOf(one.platform);
  return (
    <li className="relative flex items-center gap-3 px-3 py-2 hover:bg-hover">
      {platform && <ChannelMark channel={platform.channel} />}
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-x-2">
          <button
            type="button"
            dir="auto"
            onClick={onOpen}
            className="min-h-6 min-w-0 rounded-control text-left wrap-anywhere text-dense font-medium text-ink after:absolute after:inset-0 after:content-['']"
          >
            {one.name}
          </button>
          <StatusBadge of={one} />
        </span>
        <span className="block text-meta text-faint">
          {platform ? t(platform.called) : one.platform} · <bdi>{one.account}</bdi>
        </span>
        {one.why && <span className="block text-meta text-soft first-letter:uppercase">{why(one.why)}</span>}
      </span>
      <dl className="min-w-16 text-meta">
        <dt className="text-faint">{t("integrations.is_so")}</dt>
        <dd className="text-ink">
          <DateTime at={one.status_since} />
        </dd>
      </dl>
    </li>
  );
}
