import { getRouteApi, Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { BusinessIdProvider } from "@/api/business_context";
import { MeProvider } from "@/api/me_context";
import { Sheet } from "@/components/sheet";
import { useAfterFirstScreen } from "@/early/first_screen";
import { useText } from "@/i18n/i18n_provider";
import { PresenceProvider } from "@/live/presence";
import { rememberBusiness } from "./last_business";
import { useMemberChannel } from "./live";
import { OfflineBanner } from "./offline_banner";
import { Palette } from "./palette";
import { ReleaseBanner } from "./release_banner";
import { RemovedPage } from "./removed_page";
import { Sidebar } from "./sidebar";
import { TopBar } from "./top_bar";
import { UndoKey } from "./undo_key";

const route = getRouteApi("/signed-in/b/$business");
const CustomerAlerts = lazy(async () => ({
  default: (await import("@/features/inbox/alerts/customer_alerts")).CustomerAlerts,
}));

/** Around every screen of one business: where one is, where one can go, and whether what one sees is fresh. */
export function Shell() {
  const t = useText();
  const { business } = route.useLoaderData();
  const me = useMemberChannel(business.id);
  const afterFirst = useAfterFirstScreen();
  const [menu, setMenu] = useState(false);
  useEffect(() => rememberBusiness(business), [business]);
  if (!me) return <RemovedPage business={business.name} />;
  return (
    <BusinessIdProvider value={business.id}>
      <MeProvider value={me}>
        <PresenceProvider key={business.id} business={business.id} me={me.id}>
          <a
            href="#content"
            className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-control focus:bg-raised focus:p-2"
          >
            {t("shell.skip")}
          </a>
          <div className="flex h-dvh overflow-hidden bg-ground text-dense text-ink">
            <Sidebar business={business} className="hidden md:flex" />
            <Sheet open={menu} onOpenChange={setMenu} title={t("shell.menu")} side="left">
              <Sidebar business={business} wide onLeave={() => setMenu(false)} />
            </Sheet>
            <div className="flex min-w-0 flex-1 flex-col">
              <TopBar business={business.slug} onMenu={() => setMenu(true)} />
              <OfflineBanner />
              <ReleaseBanner />
              <main id="content" tabIndex={-1} className="min-h-0 flex-1 outline-none">
                <Outlet />
              </main>
            </div>
          </div>
          <Palette />
          <UndoKey />
          <Suspense>{afterFirst && <CustomerAlerts business={business.id} slug={business.slug} />}</Suspense>
        </PresenceProvider>
      </MeProvider>
    </BusinessIdProvider>
  );
}
