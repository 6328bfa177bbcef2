import { Activity, CloudOff } from "lucide-react";
import { useMemo } from "react";
import { useMay } from "@/api/me_context";
import type { Business } from "@/api/types";
import { Button } from "@/components/button";
import { Empty } from "@/components/empty";
import { SkeletonRows } from "@/components/skeleton";
import { Timeline } from "@/components/timeline";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { tellingsOf } from "./tellings";
import { useActivity } from "./use_activity";
import { isTold, useTelling } from "./use_telling";

/** What happened here, day by day; it goes on as it happens. */
export function ActivityFeed({ business }: { business: Business }) {
  const t = useText();
  const textOf = useProblemText();
  const feed = useActivity();
  const telling = useTelling(business);
  const tellings = useMemo(() => tellingsOf(feed.rows.filter(isTold)), [feed.rows]);
  return (
    <div>
      <h2 className="pb-2 text-meta font-medium text-faint">{t("activity.title")}</h2>
      {feed.loading ? (
        <SkeletonRows rows={8} height={40} label={t("common.loading")} />
      ) : feed.error && tellings.length === 0 ? (
        <Empty
          icon={CloudOff}
          title={textOf(feed.error)}
          action={<Button onClick={feed.retry}>{t("common.retry")}</Button>}
        />
      ) : tellings.length === 0 && !feed.hasMore ? (
        <NothingYet />
      ) : (
        <Timeline label={t("activity.title")} happenings={tellings.map(telling)} />
      )}
      {feed.hasMore && (
        <p className="pt-4">
          <Button working={feed.fetchingMore} onClick={feed.more}>
            {t("activity.earlier")}
          </Button>
        </p>
      )}
    </div>
  );
}

/** Who does not see everything is not told that there is nothing. */
function NothingYet() {
  const t = useText();
  const seesAll = [useMay("conversations_view_all"), useMay("tickets.view"), useMay("team_view")].every(Boolean);
  return (
    <Empty
      icon={Activity}
      title={t(seesAll ? "activity.none.title" : "activity.none.some.title")}
      text={t(seesAll ? "activity.none.text" : "activity.none.some.text")}
    />
  );
}
