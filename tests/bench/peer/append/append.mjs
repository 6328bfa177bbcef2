// Appends with a version check by Node on PostgreSQL, as one process does it that uses the library: a peer of W4.
//   node append.mjs emmett|insert           finds its database as libpq does (PGHOST, PGDATABASE, PGUSER)
// On each line `WRITERS EVENTS CONFLICTS_PERCENT SECONDS` that it reads it appends and prints one JSON object. `emmett` is its event store
// for PostgreSQL; `insert` is the least that checks a version: rows under the primary key (stream, version), one prepared statement.
// Each writer has a stream of its own and one append under way: that many events of 300 bytes. So many appends of a hundred name a version
// that is out of date; those must be refused, and nothing else may be. An answer is durable: the cluster has fsync and synchronous_commit on.
import { createInterface } from "node:readline";
import pg from "pg";
import { getPostgreSQLEventStore } from "@event-driven-io/emmett-postgresql";

const pool = new pg.Pool({ max: Number(process.env.POOL ?? 64), idleTimeoutMillis: 0 });   // they stay while others take their turn
const text = "x".repeat(300 - '{"text":""}'.length);

async function emmett() {
  const { PGUSER, PGDATABASE, PGHOST } = process.env;
  const store = getPostgreSQLEventStore(`postgresql://${PGUSER}@localhost/${PGDATABASE}?host=${encodeURIComponent(PGHOST)}`, { connectionOptions: { pool } });
  await store.schema.migrate();
  return async (stream, version, events) => {
    try {
      // 0n for a stream that is not there yet: STREAM_DOES_NOT_EXIST is taken for no expectation at all.
      const result = await store.appendToStream(stream, Array.from({ length: events }, () => ({ type: "noted", data: { text } })),
        { expectedStreamVersion: version });
      return result.nextExpectedStreamVersion;
    } catch (error) {
      if (error.errorCode === 412) return null;          // its ConcurrencyError; the class has another name in each of its bundles
      throw error;
    }
  };
}

async function insert() {
  await pool.query(`create table if not exists event (stream text not null, version bigint not null, type text not null, data jsonb not null,
    at timestamptz not null default now(), primary key (stream, version))`);
  const statement = "insert into event select $1, $2::bigint + n, 'noted', data from unnest($3::jsonb[]) with ordinality as given(data, n)";
  const data = JSON.stringify({ text });
  return async (stream, version, events) => {
    try {
      await pool.query({ name: "append", text: statement, values: [stream, version, Array(events).fill(data)] });
      return version + BigInt(events);
    } catch (error) {
      if (error.code === "23505") return null;
      throw error;
    }
  };
}

const append = await { emmett, insert }[process.argv[2]]();
let runs = 0;

async function writer(number, tally, { events, conflicts, until }) {
  const stream = `stream-${process.pid}-${runs}-${number}`;
  let version = 0n, turn = 37 * number;
  while (performance.now() < until) {
    // Evenly spread; the first append of a stream has nothing to be out of date against.
    const stale = version > 0n && turn * conflicts % 100 < conflicts;
    turn += 1;
    const began = performance.now();
    const next = await append(stream, stale ? version - BigInt(events) : version, events);
    tally.latencies.push(performance.now() - began);
    if (next !== null && !stale) [version, tally.appended] = [next, tally.appended + 1];
    else if (next === null && stale) tally.refused += 1;
    else tally.wrong += 1;
  }
}

console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  const [writers, events, conflicts, seconds] = line.split(" ").map(Number);
  const tally = { appended: 0, refused: 0, wrong: 0, latencies: [] };
  const began = performance.now();
  const until = began + 1000 * seconds;
  runs += 1;
  await Promise.all(Array.from({ length: writers }, (_, number) => writer(number, tally, { events, conflicts, until })));
  const took = (performance.now() - began) / 1000;
  const sorted = Float64Array.from(tally.latencies).sort();
  const at = (q) => Math.round(1000 * (sorted[Math.floor(q * (sorted.length - 1))] ?? 0));
  const { appended, refused, wrong } = tally;
  console.log(JSON.stringify({ appended, refused, wrong, seconds: took, p50_us: at(0.5), p99_us: at(0.99) }));
}
await pool.end();
