// What bench_replies serves, on fastify:  node replies.mjs KEYS      (a JSON Web Key Set); prints its port
import { createPublicKey, verify } from "node:crypto";
import Fastify from "fastify";

const keys = new Map(JSON.parse(process.argv[2]).keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: "jwk" })]));
const verified = new Map();              // as ours: a signature is computed once, its expiry looked at each time
const json = (part) => JSON.parse(Buffer.from(part, "base64url"));
const claims = (token) => {
  const known = verified.get(token);
  if (known) return known;
  const [header, payload, signature] = token.split(".");
  const key = keys.get(json(header).kid);
  const good = key && verify("sha256", Buffer.from(`${header}.${payload}`), { key, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"));
  if (!good) return null;
  if (verified.size === 8192) verified.clear();
  verified.set(token, json(payload));
  return verified.get(token);
};

const text = { type: "string" };
const item = { type: "object", properties: { id: text, conversation_id: text, text, version: { type: "integer" } } };
const app = Fastify();
app.addHook("onRequest", async (request, reply) => {
  const bearer = request.headers.authorization;
  if (!bearer) return;
  const found = claims(bearer.slice(7));
  if (!found || found.exp * 1000 < Date.now()) return reply.code(401).send();
});
const one = { id: "0190b5a0-0000-7000-8000-000000000000", text: "x".repeat(240), version: 1 };
app.get("/item", { schema: { response: { 200: item } } }, async () => one);
app.post("/messages", {
  schema: { body: { type: "object", required: ["conversation_id", "text"], properties: { conversation_id: text, text } }, response: { 201: item } },
}, async (request, reply) => {
  reply.code(201);
  return { conversation_id: request.body.conversation_id, text: request.body.text, version: 1 };
});
await app.listen({ port: 0, host: "127.0.0.1" });
console.log(app.server.address().port);
