import { getRouteApi } from "@tanstack/react-router";
import { Welcome } from "@/features/onboarding/welcome";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { ActivityFeed } from "./activity_feed";
import { MyWork } from "./my_work";
import { Overview } from "./overview";

const route = getRouteApi("/signed-in/b/$business");

/** How things stand, what is mine to do, and what has happened. */
export function HomePage() {
  const t = useText();
  const { business } = route.useLoaderData();
  useTitle(t("home.title"));
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex max-w-page flex-col gap-8 px-4 py-6 lg:px-8">
        <h1 dir="auto" className="truncate text-head font-semibold">
          {business.name}
        </h1>
        <Welcome business={business} />
        <Overview business={business} />
        <div className="grid gap-8 *:min-w-0 lg:grid-cols-2">
          <MyWork business={business} />
          <ActivityFeed business={business} />
        </div>
      </div>
    </div>
  );
}
