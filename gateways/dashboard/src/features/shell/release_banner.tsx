import { Banner } from "@/components/banner";
import { Button } from "@/components/button";
import { useText } from "@/i18n/i18n_provider";
import { useNewerRelease, useReleaseCheck } from "@/installed/service_worker";
import { useConnection } from "@/live/live_layer";

/** Somebody has released a newer version while this page is open. */
export function ReleaseBanner() {
  const t = useText();
  useReleaseCheck(useConnection() === "live");
  if (!useNewerRelease()) return null;
  return (
    <Banner wide action={<Button onClick={() => location.reload()}>{t("page.outdated.action")}</Button>}>
      {t("page.outdated.text")}
    </Banner>
  );
}
