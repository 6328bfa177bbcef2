// What there is to be said of the house at a glance: whether it is well, and if not, what of it, the worst first.
import type {
  JournalState,
  ParkedFold,
  PartitionState,
  PostgresState,
  ProjectionState,
  StoppedPartition,
  Stuck,
} from "@/api/types";
import type { Translate } from "@/i18n/i18n_provider";

export interface House {
  partitions: readonly PartitionState[];
  projections: readonly ProjectionState[];
  stopped: readonly StoppedPartition[];
  parked: readonly ParkedFold[];
  journal: JournalState;
  postgres: PostgresState;
}

export type Place = "storage" | "partitions" | "projections" | "effects";

export interface Concern {
  /** Red: people wait for it, or do not see what they should. */
  tone: "red" | "amber";
  at: Place;
  text: (t: Translate) => string;
}

const far_behind_records = 1_000;
const little_room_bytes = 5_000_000_000;

export const lagOf = ({ lag, sql_lag }: PartitionState) => Math.max(lag, sql_lag ?? 0);

export type PartitionStanding = "fine" | "behind" | "stopped" | "elsewhere" | "nobody";

export function standingOf(partition: PartitionState): PartitionStanding {
  if (partition.stopped) return "stopped";
  if (!partition.owned) return partition.owner ? "elsewhere" : "nobody";
  return lagOf(partition) > 0 ? "behind" : "fine";
}

export const isBuilt = ({ serves }: ProjectionState) => !serves;

export function concernsOf(house: House, stuck: Stuck["items"] = []): Concern[] {
  const all = [...storageConcerns(house), ...partitionConcerns(house), ...projectionConcerns(house), ...effects(stuck)];
  return all.sort((a, b) => Number(a.tone === "amber") - Number(b.tone === "amber"));
}

function storageConcerns({ journal, postgres }: House): Concern[] {
  const found: Concern[] = [];
  const add = (tone: Concern["tone"], text: Concern["text"]) => found.push({ tone, at: "storage", text });
  if (!journal.takes_records) add("red", (t) => t("operator.concern.journal_closed"));
  else if ((journal.free_bytes ?? little_room_bytes) < little_room_bytes)
    add("amber", (t) => t("operator.concern.little_room"));
  if (postgres.state === "diverged") add("red", (t) => t("operator.concern.postgres_diverged"));
  if (postgres.state === "away") add("red", (t) => t("operator.concern.postgres_away"));
  if (postgres.state === "starting") add("amber", (t) => t("operator.concern.postgres_starting"));
  return found;
}

function partitionConcerns({ partitions, stopped }: House): Concern[] {
  const found: Concern[] = [];
  const add = (tone: Concern["tone"], count: number, text: Concern["text"]) =>
    count > 0 && found.push({ tone, at: "partitions", text });
  const counted = (standing: PartitionStanding) => partitions.filter((one) => standingOf(one) === standing).length;
  const halted = Math.max(stopped.length, counted("stopped"));
  const nobody = counted("nobody");
  const far = partitions.filter((one) => lagOf(one) > far_behind_records).length;
  add("red", halted, (t) => t("operator.concern.stopped", { count: halted }));
  add("red", nobody, (t) => t("operator.concern.nobody", { count: nobody }));
  add("amber", far, (t) => t("operator.concern.far_behind", { count: far }));
  return found;
}

function projectionConcerns({ projections, parked }: House): Concern[] {
  const found: Concern[] = [];
  const add = (tone: Concern["tone"], count: number, text: Concern["text"]) =>
    count > 0 && found.push({ tone, at: "projections", text });
  const businesses = new Set(parked.map(({ business_id }) => business_id)).size;
  const built = projections.filter(isBuilt).length;
  add("red", businesses, (t) => t("operator.concern.parked", { count: businesses }));
  add("amber", built, (t) => t("operator.concern.built", { count: built }));
  return found;
}

function effects(stuck: Stuck["items"]): Concern[] {
  const count = stuck.reduce((sum, { failed, unknown }) => sum + failed + unknown, 0);
  if (count === 0) return [];
  return [{ tone: "amber", at: "effects", text: (t) => t("operator.concern.effects", { count }) }];
}

/** How much of it has been read, and how long the rest takes at the pace since it was first seen. */
export function progressOf(now: ProjectionState, since: { read: number; after_ms: number }) {
  const share = now.records > 0 ? Math.min(1, now.read / now.records) : 1;
  const pace = since.after_ms > 0 ? (now.read - since.read) / since.after_ms : 0;
  return { share, left_ms: pace > 0 ? Math.round(now.lag / pace) : undefined };
}
