import { useQuery } from "@tanstack/react-query";
import { Skeleton, SkeletonRows } from "@/components/skeleton";
import { useTitle } from "@/features/shell/use_title";
import { useText } from "@/i18n/i18n_provider";
import { EffectsPart } from "./effects_part";
import { OperatorFrame } from "./frame";
import { concernsOf } from "./house";
import { PagesPart } from "./pages_part";
import { PartitionsPart } from "./partitions_part";
import { ProjectionsPart } from "./projections_part";
import { houseQuery, stuckQuery, telemetryQuery } from "./queries";
import { ServerPart } from "./server_part";
import { StoragePart } from "./storage_part";
import { NoAnswer, Verdict } from "./verdict";

/** Is the house well? First that, then what it is made of. */
export function OperatorPage() {
  const t = useText();
  const house = useQuery(houseQuery);
  const stuck = useQuery(stuckQuery);
  const telemetry = useQuery(telemetryQuery);
  useTitle(t("operator.title"));
  return (
    <OperatorFrame>
      {house.error && <NoAnswer error={house.error} seen_ms={house.dataUpdatedAt} />}
      {house.data ? (
        <>
          {!house.error && <Verdict concerns={concernsOf(house.data, stuck.data?.items)} />}
          <StoragePart {...house.data} />
          <PartitionsPart {...house.data} />
          <ProjectionsPart {...house.data} at_ms={house.dataUpdatedAt} />
        </>
      ) : (
        !house.error && <Awaited />
      )}
      {stuck.data && <EffectsPart {...stuck.data} />}
      {telemetry.data && <ServerPart {...telemetry.data} />}
      {telemetry.data && <PagesPart {...telemetry.data} />}
    </OperatorFrame>
  );
}

function Awaited() {
  const t = useText();
  return (
    <>
      <div className="flex items-center gap-4">
        <Skeleton className="size-12 rounded-full!" />
        <Skeleton className="h-9 w-48" />
      </div>
      <SkeletonRows rows={8} height={40} label={t("common.loading")} />
    </>
  );
}
