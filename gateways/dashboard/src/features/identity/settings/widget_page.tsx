import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { useBusinessId } from "@/api/business_context";
import { useMay } from "@/api/me_context";
import { Banner } from "@/components/banner";
import { buttonLook } from "@/components/button";
import { Icon } from "@/components/icon";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { useOne } from "@/lists/use_one";
import { Code } from "./code";
import { Group } from "./group";
import { Missing } from "./missing";
import { oneBusiness } from "./queries";
import { WidgetOrigins } from "./widget_origins";

/** How a business's own site lets its visitors write. */
export function WidgetPage() {
  const t = useText();
  const business = useOne(oneBusiness(useBusinessId()));
  const mayEdit = useMay("settings_edit");
  useTitle(t("settings.to.widget"));
  const { row } = business;
  return (
    <>
      <h1 className="text-head font-semibold">{t("settings.to.widget")}</h1>
      <Group wide title={t("settings.widget.snippet")} text={t("settings.widget.snippet.text")}>
        {row ? <Snippet business={row.id} widgetKey={row.widget_key} /> : <Missing {...business} />}
      </Group>
      {row && (
        <Group title={t("settings.widget.origins")} text={t("settings.widget.origins.text")}>
          <WidgetOrigins business={row} mayEdit={mayEdit} />
        </Group>
      )}
    </>
  );
}

function Snippet({ business, widgetKey }: { business: string; widgetKey: string }) {
  const t = useText();
  const there = useWidgetIsThere();
  const script = `<script src="${location.origin}/widget.js" data-widget-key="${widgetKey}" async></script>`;
  return (
    <div className="flex flex-col gap-4">
      {there === false && <Banner tone="amber">{t("settings.widget.none")}</Banner>}
      <Code text={script} label={t("settings.widget.snippet")} />
      <div className="flex flex-col gap-1">
        <p className="text-dense text-soft">{t("settings.widget.policy")}</p>
        <Code
          text={`script-src ${location.origin}; frame-src ${location.origin}`}
          label={t("settings.widget.policy")}
        />
      </div>
      <div className="flex flex-col gap-1">
        <p className="text-dense text-soft">{t("settings.widget.key")}</p>
        <Code text={widgetKey} label={t("settings.widget.key")} />
      </div>
      {there && (
        <a
          href={`/widget/demo?business_id=${business}`}
          target="_blank"
          rel="noreferrer"
          className={`${buttonLook()} self-start`}
        >
          {t("settings.widget.try")}
          <Icon of={ExternalLink} className="text-faint" />
        </a>
      )}
    </div>
  );
}

/** A server may have been started without the widget. Undefined: nobody knows yet. */
function useWidgetIsThere() {
  const { data } = useQuery({
    queryKey: ["widget is there"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => (await fetch("/widget.js", { signal })).ok,
  });
  return data;
}
