// The slice as one would build it without an event log: fastify, PostgreSQL, WebSockets.
//   node server.mjs direct|notify       prints its port; finds its database as libpq does (PGHOST, PGDATABASE, PGUSER)
// POST /messages {conversation_id, text}: one transaction inserts the message and moves its conversation, durable before the
// answer; every socket on /live hears of it: after LISTEN/NOTIFY, or (tuned) directly from this process.
import Fastify from "fastify";
import pg from "pg";
import { WebSocketServer } from "ws";

const notify = process.argv[2] === "notify";
const pool = new pg.Pool({ max: Number(process.env.POOL ?? 64) });
const sockets = new Set();
const hear = (text) => {
  const frame = Buffer.from(text);       // encoded once for all of them
  for (const socket of sockets) socket.send(frame, { binary: false });
};

await pool.query(`create table if not exists conversation (id uuid primary key, last_no bigint not null, last_at timestamptz not null);
                  create table if not exists message (id uuid primary key, conversation_id uuid not null, no bigint not null, text text not null, at timestamptz not null);
                  create index if not exists message_thread on message (conversation_id, no)`);
if (notify) {
  const listener = new pg.Client();
  await listener.connect();
  listener.on("notification", (n) => hear(n.payload));
  await listener.query("listen messages");
}

// One prepared statement, so one round trip and one commit: the tuned form.
const insert = `with moved as (insert into conversation values ($1, 1, now())
    on conflict (id) do update set last_no = conversation.last_no + 1, last_at = now() returning last_no, last_at),
  added as (insert into message select gen_random_uuid(), $1, last_no, $2, last_at from moved returning *)
  select id, conversation_id, no, text, at ${notify ? ", pg_notify('messages', row_to_json(added)::text)" : ""} from added`;

const text = { type: "string" };
const message = { type: "object", properties: { id: text, conversation_id: text, no: text, text, at: { type: "string", format: "date-time" } } };
const app = Fastify();
app.post("/messages", {
  schema: {
    body: {
      type: "object", required: ["conversation_id", "text"],
      properties: { conversation_id: { type: "string", format: "uuid" }, text: { type: "string", minLength: 1, maxLength: 20000 } },
    },
    response: { 201: message },          // a compiled serializer
  },
}, async (request, reply) => {
  const { conversation_id, text } = request.body;
  const { rows: [row] } = await pool.query({ name: "insert", text: insert, values: [conversation_id, text] });
  reply.code(201);
  if (!notify) setImmediate(hear, JSON.stringify(row));
  return row;
});
app.get("/conversations/:id/messages", async (request) => {
  const { rows } = await pool.query({ name: "thread", text: "select * from message where conversation_id = $1 order by no desc limit 50", values: [request.params.id] });
  return { items: rows };
});
const live = new WebSocketServer({ noServer: true, perMessageDeflate: false });
app.server.on("upgrade", (request, socket, head) => live.handleUpgrade(request, socket, head, (ws) => {
  sockets.add(ws);
  ws.on("close", () => sockets.delete(ws));
}));
await app.listen({ port: 0, host: "127.0.0.1" });
console.log(app.server.address().port);
