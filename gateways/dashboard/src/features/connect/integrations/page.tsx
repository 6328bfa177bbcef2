import { Cable } from "lucide-react";
import { useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { useMay } from "@/api/me_context";
import { Button } from "@/components/button";
import { Empty } from "@/components/empty";
import { SkeletonRows } from "@/components/skeleton";
import { Missing } from "@/features/identity/settings/missing";
import { ChannelMark } from "@/features/inbox/conversations/channel_mark";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { useList } from "@/lists/use_list";
import { Connect } from "./connect";
import { IntegrationRow } from "./integration_row";
import { IntegrationSheet } from "./integration_sheet";
import { type Platform, platforms } from "./platforms";
import { integrationList } from "./queries";

/** What the business is connected to: where customers can write to it. */
export function IntegrationsPage() {
  const t = useText();
  useTitle(t("settings.to.integrations"));
  if (!useMay("integrations.view")) return <Empty alone icon={Cable} title={t("problem.forbidden")} />;
  return <Integrations />;
}

function Integrations() {
  const t = useText();
  const may = useMay("integrations.manage");
  const list = useList(integrationList(useBusinessId()));
  const [openId, setOpenId] = useState<string>();
  const [connecting, setConnecting] = useState<Platform>();
  return (
    <>
      <header>
        <h1 className="min-h-8 text-head font-semibold">{t("settings.to.integrations")}</h1>
        <p className="mt-1 max-w-measure text-body text-soft">{t("integrations.text")}</p>
      </header>
      {list.loading ? (
        <SkeletonRows rows={3} label={t("common.loading")} />
      ) : list.rows.length > 0 ? (
        <ul
          aria-label={t("settings.to.integrations")}
          className="divide-y divide-line rounded-control border border-line"
        >
          {list.rows.map((one) => (
            <IntegrationRow key={one.id} of={one} onOpen={() => setOpenId(one.id)} />
          ))}
        </ul>
      ) : list.error ? (
        <Missing {...list} />
      ) : (
        <Empty icon={Cable} title={t("integrations.none")} text={t("integrations.none.text")} />
      )}
      {may && <Offered onConnect={setConnecting} />}
      <Connect to={connecting} onClose={() => setConnecting(undefined)} />
      <IntegrationSheet of={list.rows.find(({ id }) => id === openId)} onClose={() => setOpenId(undefined)} />
    </>
  );
}

function Offered({ onConnect }: { onConnect: (platform: Platform) => void }) {
  const t = useText();
  return (
    <section aria-label={t("integrations.offered")} className="flex flex-col gap-2">
      <h2 className="text-dense font-medium">{t("integrations.offered")}</h2>
      <ul className="divide-y divide-line border-y border-line">
        {platforms.map((platform) => {
          const name = t(platform.called);
          return (
            <li key={platform.name} className="flex items-center gap-3 px-3 py-2">
              <ChannelMark channel={platform.channel} />
              <span className="min-w-0 flex-1">
                <span className="block text-dense font-medium">{name}</span>
                <span className="block text-meta text-faint">{t(platform.what)}</span>
              </span>
              <Button
                onClick={() => onConnect(platform)}
                aria-label={t("integrations.connect.title", { platform: name })}
              >
                {t("integrations.connect")}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
