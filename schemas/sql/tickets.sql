-- tickets: generated from projections/, its next generation the same with another number; never altered. Fingerprint b2ec937eff1704ea.
CREATE TABLE app.tickets_g1 (
  scope_id uuid NOT NULL,
  key bytea NOT NULL,
  version bigint NOT NULL,
  position bigint NOT NULL,
  "last_activity_at" timestamptz NOT NULL,
  "created_at" timestamptz NOT NULL,
  "number" bigint NOT NULL,
  "first_response_due_at" timestamptz NOT NULL,
  "status" text COLLATE "C" NOT NULL,
  "priority" text COLLATE "C" NOT NULL,
  "assigned_to" uuid,
  "customer_id" uuid,
  "opened_by" uuid,
  "tags" text[] NOT NULL,
  "first_response" text COLLATE "C",
  search_1 tsvector NOT NULL,  -- of number, subject
  data jsonb NOT NULL,
  PRIMARY KEY (scope_id, key)
);
CREATE INDEX ON app.tickets_g1 (scope_id, position);
CREATE INDEX ON app.tickets_g1 (scope_id, "last_activity_at", key);
CREATE INDEX ON app.tickets_g1 (scope_id, "created_at", key);
CREATE INDEX ON app.tickets_g1 (scope_id, "number", key);
CREATE INDEX ON app.tickets_g1 (scope_id, "first_response_due_at", key);
CREATE INDEX ON app.tickets_g1 (scope_id, "status", "last_activity_at", key);
CREATE INDEX ON app.tickets_g1 (scope_id, "priority", "last_activity_at", key);
CREATE INDEX ON app.tickets_g1 (scope_id, "assigned_to", "last_activity_at", key);
CREATE INDEX ON app.tickets_g1 (scope_id, "customer_id", "last_activity_at", key);
CREATE INDEX ON app.tickets_g1 (scope_id, "opened_by", "last_activity_at", key);
CREATE INDEX ON app.tickets_g1 (scope_id, "number", "last_activity_at", key);
CREATE INDEX ON app.tickets_g1 (scope_id, "first_response", "last_activity_at", key);
CREATE INDEX ON app.tickets_g1 USING gin (search_1);
ALTER TABLE app.tickets_g1 ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY projector ON app.tickets_g1 TO millrace_projector USING (true) WITH CHECK (true);
CREATE POLICY api ON app.tickets_g1 FOR SELECT TO millrace_api USING (scope_id = (SELECT app.scope()));
GRANT SELECT, INSERT, UPDATE, DELETE ON app.tickets_g1 TO millrace_projector;
GRANT SELECT ON app.tickets_g1 TO millrace_api;
CREATE TABLE app.tickets_tags_g1 (
  scope_id uuid NOT NULL,
  key bytea NOT NULL,
  value text COLLATE "C" NOT NULL,
  "last_activity_at" timestamptz NOT NULL,
  "created_at" timestamptz NOT NULL,
  "number" bigint NOT NULL,
  "first_response_due_at" timestamptz NOT NULL,
  PRIMARY KEY (scope_id, key, value)
);
CREATE INDEX ON app.tickets_tags_g1 (scope_id, value, "last_activity_at", key);
CREATE INDEX ON app.tickets_tags_g1 (scope_id, value, "created_at", key);
CREATE INDEX ON app.tickets_tags_g1 (scope_id, value, "number", key);
CREATE INDEX ON app.tickets_tags_g1 (scope_id, value, "first_response_due_at", key);
ALTER TABLE app.tickets_tags_g1 ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY projector ON app.tickets_tags_g1 TO millrace_projector USING (true) WITH CHECK (true);
CREATE POLICY api ON app.tickets_tags_g1 FOR SELECT TO millrace_api USING (scope_id = (SELECT app.scope()));
GRANT SELECT, INSERT, UPDATE, DELETE ON app.tickets_tags_g1 TO millrace_projector;
GRANT SELECT ON app.tickets_tags_g1 TO millrace_api;
CREATE VIEW app.tickets WITH (security_invoker = true) AS SELECT * FROM app.tickets_g1;
GRANT SELECT ON app.tickets TO millrace_api, millrace_projector;
CREATE VIEW app.tickets_tags WITH (security_invoker = true) AS SELECT * FROM app.tickets_tags_g1;
GRANT SELECT ON app.tickets_tags TO millrace_api, millrace_projector;
CREATE VIEW app.tickets_at WITH (security_invoker = true) AS SELECT c.partition, c.incarnation, c.next_offset, EXISTS (SELECT FROM app.parked p WHERE p.projection = 'tickets' AND p.generation = 1 AND p.scope_id = (SELECT app.scope())) AS parked FROM app.checkpoint c WHERE c.projection = 'tickets' AND c.generation = 1;
GRANT SELECT ON app.tickets_at TO millrace_api, millrace_projector;
