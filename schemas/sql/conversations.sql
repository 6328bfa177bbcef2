-- conversations: generated from projections/, its next generation the same with another number; never altered. Fingerprint 64fc119933bffaf4.
CREATE TABLE app.conversations_g1 (
  scope_id uuid NOT NULL,
  key bytea NOT NULL,
  version bigint NOT NULL,
  position bigint NOT NULL,
  "last_activity_at" timestamptz NOT NULL,
  "created_at" timestamptz NOT NULL,
  "waiting_since" timestamptz NOT NULL,
  "status" text COLLATE "C" NOT NULL,
  "assigned_to" uuid,
  "channel" text COLLATE "C" NOT NULL,
  "priority" text COLLATE "C" NOT NULL,
  "tags" text[] NOT NULL,
  "customer_id" uuid NOT NULL,
  search_1 tsvector NOT NULL,  -- of subject
  data jsonb NOT NULL,
  PRIMARY KEY (scope_id, key)
);
CREATE INDEX ON app.conversations_g1 (scope_id, position);
CREATE INDEX ON app.conversations_g1 (scope_id, "last_activity_at", key);
CREATE INDEX ON app.conversations_g1 (scope_id, "created_at", key);
CREATE INDEX ON app.conversations_g1 (scope_id, "waiting_since", key);
CREATE INDEX ON app.conversations_g1 (scope_id, "status", "last_activity_at", key);
CREATE INDEX ON app.conversations_g1 (scope_id, "assigned_to", "last_activity_at", key);
CREATE INDEX ON app.conversations_g1 (scope_id, "channel", "last_activity_at", key);
CREATE INDEX ON app.conversations_g1 (scope_id, "priority", "last_activity_at", key);
CREATE INDEX ON app.conversations_g1 (scope_id, "customer_id", "last_activity_at", key);
CREATE INDEX ON app.conversations_g1 USING gin (search_1);
ALTER TABLE app.conversations_g1 ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY projector ON app.conversations_g1 TO millrace_projector USING (true) WITH CHECK (true);
CREATE POLICY api ON app.conversations_g1 FOR SELECT TO millrace_api USING (scope_id = (SELECT app.scope()));
GRANT SELECT, INSERT, UPDATE, DELETE ON app.conversations_g1 TO millrace_projector;
GRANT SELECT ON app.conversations_g1 TO millrace_api;
CREATE TABLE app.conversations_tags_g1 (
  scope_id uuid NOT NULL,
  key bytea NOT NULL,
  value text COLLATE "C" NOT NULL,
  "last_activity_at" timestamptz NOT NULL,
  "created_at" timestamptz NOT NULL,
  "waiting_since" timestamptz NOT NULL,
  PRIMARY KEY (scope_id, key, value)
);
CREATE INDEX ON app.conversations_tags_g1 (scope_id, value, "last_activity_at", key);
CREATE INDEX ON app.conversations_tags_g1 (scope_id, value, "created_at", key);
CREATE INDEX ON app.conversations_tags_g1 (scope_id, value, "waiting_since", key);
ALTER TABLE app.conversations_tags_g1 ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY projector ON app.conversations_tags_g1 TO millrace_projector USING (true) WITH CHECK (true);
CREATE POLICY api ON app.conversations_tags_g1 FOR SELECT TO millrace_api USING (scope_id = (SELECT app.scope()));
GRANT SELECT, INSERT, UPDATE, DELETE ON app.conversations_tags_g1 TO millrace_projector;
GRANT SELECT ON app.conversations_tags_g1 TO millrace_api;
CREATE VIEW app.conversations WITH (security_invoker = true) AS SELECT * FROM app.conversations_g1;
GRANT SELECT ON app.conversations TO millrace_api, millrace_projector;
CREATE VIEW app.conversations_tags WITH (security_invoker = true) AS SELECT * FROM app.conversations_tags_g1;
GRANT SELECT ON app.conversations_tags TO millrace_api, millrace_projector;
CREATE VIEW app.conversations_at WITH (security_invoker = true) AS SELECT c.partition, c.incarnation, c.next_offset, EXISTS (SELECT FROM app.parked p WHERE p.projection = 'conversations' AND p.generation = 1 AND p.scope_id = (SELECT app.scope())) AS parked FROM app.checkpoint c WHERE c.projection = 'conversations' AND c.generation = 1;
GRANT SELECT ON app.conversations_at TO millrace_api, millrace_projector;
