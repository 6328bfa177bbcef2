// For tests: a house that is well, and what may befall it.
import type { PartitionState, ProjectionState, Stuck, Telemetry } from "@/api/types";
import type { House } from "./house";

export function aPartition(partition: number, given: Partial<PartitionState> = {}): PartitionState {
  return { partition, owned: true, records: 100, folded: 100, lag: 0, sql_folded: 100, sql_lag: 0, ...given };
}

export function aProjection(name: string, given: Partial<ProjectionState> = {}): ProjectionState {
  const read = { records: 6400, read: 6400, lag: 0, parked: 0 };
  return { name, store: "sql", version: 1, generation: 3, serves: true, ...read, ...given };
}

export function aHouse(given: Partial<House> = {}): House {
  return {
    partitions: Array.from({ length: 64 }, (_, at) => aPartition(at)),
    projections: [aProjection("conversations"), aProjection("members", { store: "local", generation: null })],
    stopped: [],
    parked: [],
    journal: {
      kind: "embedded",
      incarnation: "01a22b48-a9ce-7604-bfbc-9dff993edb8a",
      records: 6400,
      bytes: 134_217_728,
      segments: 2,
      segments_elsewhere: 0,
      free_bytes: 75_680_497_664,
      brokers: null,
      takes_records: true,
    },
    postgres: { state: "running", why: null, lag: 0, parked: 0 },
    ...given,
  };
}

/** Of everything something. */
export function aHouseInTrouble(): House {
  const well = aHouse();
  const business_id = "01a22b48-cb8c-7732-948b-98805d7d94bb";
  const why = "record 17 of stream conversation/… cannot be read: field 'text' is missing";
  return {
    ...well,
    partitions: [
      aPartition(0, { stopped: "a record cannot be read", lag: 5210, folded: 12 }),
      aPartition(1, { lag: 40, sql_lag: 12_345 }),
      aPartition(2, { owned: false, owner: "10.0.0.7:8080" }),
      aPartition(3, { owned: false, owner: null, sql_lag: null, sql_folded: null }),
      ...well.partitions.slice(4),
    ],
    projections: [
      ...well.projections,
      aProjection("conversations", { generation: 4, serves: false, read: 1600, lag: 4800 }),
      aProjection("tickets", { parked: 1 }),
    ],
    stopped: [{ partition: 0, offset: 13, why: "a record cannot be read" }],
    parked: [
      { projection: "tickets", store: "sql", business_id, partition: 9, offset: 4711, why },
      { projection: null, store: "local", business_id: "00000000-0000-0000-0000-000000000000", partition: 0, why },
    ],
    journal: {
      ...well.journal,
      kind: "kafka",
      bytes: null,
      segments: null,
      free_bytes: null,
      brokers: 0,
      takes_records: false,
    },
    postgres: { state: "away", why: "connection refused", lag: 12_345, parked: 1 },
  };
}

export const stuckEffects: Stuck = {
  items: [
    {
      business_id: "01a22b48-cb8c-7732-948b-98805d7d94bb",
      kind: "email.send.v1",
      failed: 12,
      unknown: 1,
      oldest_at: "2026-11-29T10:00:00Z",
    },
    { business_id: null, kind: "email.send.v1", failed: 0, unknown: 2, oldest_at: "2026-11-29T11:00:00Z" },
  ],
  counted: 15,
  more: false,
};

export const toldByPages: Telemetry = {
  since: "2026-11-29T08:00:00Z",
  reports: 48,
  refused: 3,
  vitals: [
    { name: "LCP", route: "/inbox", count: 40, p50: 700, p75: 1_800, p95: 4_100, good_to: 2_500 },
    { name: "INP", route: "/inbox", count: 30, p50: 90, p75: 320, p95: 800, good_to: 200 },
    { name: "CLS", route: "/inbox", count: 40, p50: 4, p75: 30, p95: 90, good_to: 100 },
    { name: "LCP", route: "/customers/$customer", count: 8, p50: 600, p75: 900, p95: 1_100, good_to: 2_500 },
  ],
  errors: [
    {
      message: "no way for <email>",
      stack: "Error: no way\n    at f (app-1a2b.js:1:234567)",
      route: "/inbox/$conversation",
      release: "r7",
      count: 12,
      first_at: "2026-11-29T09:00:00Z",
      last_at: "2026-11-29T10:30:00Z",
    },
  ],
  server_errors: [
    {
      kind: "answer",
      message: "/problems/internal",
      route: "GET /tickets/{id}",
      release: "1a2b3c4d",
      trace_id: "0af7651916cd43dd8448eb211c80319c",
      count: 3,
      first_at: "2026-11-29T09:00:00Z",
      last_at: "2026-11-29T10:30:00Z",
    },
    {
      kind: "partition",
      message: "stopped: a record cannot be read",
      route: "",
      release: "1a2b3c4d",
      trace_id: null,
      count: 1,
      first_at: "2026-11-29T09:00:00Z",
      last_at: "2026-11-29T09:00:00Z",
    },
  ],
};
