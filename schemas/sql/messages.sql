-- messages: generated from projections/, its next generation the same with another number; never altered. Fingerprint 5983b77bdecc2c44.
CREATE TABLE app.messages_g1 (
  scope_id uuid NOT NULL,
  key bytea NOT NULL,
  version bigint NOT NULL,
  position bigint NOT NULL,
  "created_at" timestamptz NOT NULL,
  "conversation_id" uuid NOT NULL,
  "customer_id" uuid NOT NULL,
  "author" text COLLATE "C" NOT NULL,
  "member_id" uuid,
  "kind" text COLLATE "C" NOT NULL,
  "status" text COLLATE "C" NOT NULL,
  search_1 tsvector NOT NULL,  -- of text
  data jsonb NOT NULL,
  PRIMARY KEY (scope_id, key)
) PARTITION BY RANGE (key);
CREATE INDEX ON app.messages_g1 (scope_id, position);
CREATE INDEX ON app.messages_g1 (scope_id, "created_at", key);
CREATE INDEX ON app.messages_g1 (scope_id, "conversation_id", "created_at", key);
CREATE INDEX ON app.messages_g1 (scope_id, "customer_id", "created_at", key);
CREATE INDEX ON app.messages_g1 (scope_id, "author", "created_at", key);
CREATE INDEX ON app.messages_g1 (scope_id, "member_id", "created_at", key);
CREATE INDEX ON app.messages_g1 (scope_id, "kind", "created_at", key);
CREATE INDEX ON app.messages_g1 (scope_id, "status", "created_at", key);
CREATE INDEX ON app.messages_g1 USING gin (search_1);
ALTER TABLE app.messages_g1 ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY projector ON app.messages_g1 TO millrace_projector USING (true) WITH CHECK (true);
CREATE POLICY api ON app.messages_g1 FOR SELECT TO millrace_api USING (scope_id = (SELECT app.scope()));
GRANT SELECT, INSERT, UPDATE, DELETE ON app.messages_g1 TO millrace_projector;
GRANT SELECT ON app.messages_g1 TO millrace_api;
CREATE TABLE app.messages_g1_rest PARTITION OF app.messages_g1 DEFAULT;
ALTER TABLE app.messages_g1_rest ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE VIEW app.messages WITH (security_invoker = true) AS SELECT * FROM app.messages_g1;
GRANT SELECT ON app.messages TO millrace_api, millrace_projector;
CREATE VIEW app.messages_at WITH (security_invoker = true) AS SELECT c.partition, c.incarnation, c.next_offset, EXISTS (SELECT FROM app.parked p WHERE p.projection = 'messages' AND p.generation = 1 AND p.scope_id = (SELECT app.scope())) AS parked FROM app.checkpoint c WHERE c.projection = 'messages' AND c.generation = 1;
GRANT SELECT ON app.messages_at TO millrace_api, millrace_projector;
