-- effects: generated from projections/, its next generation the same with another number; never altered. Fingerprint 43685bb36b39a4d3.
CREATE TABLE app.effects_g1 (
  scope_id uuid NOT NULL,
  key bytea NOT NULL,
  version bigint NOT NULL,
  position bigint NOT NULL,
  "requested_at" timestamptz NOT NULL,
  "state" text COLLATE "C" NOT NULL,
  "kind" text COLLATE "C" NOT NULL,
  "about_id" uuid NOT NULL,
  data jsonb NOT NULL,
  PRIMARY KEY (scope_id, key)
);
CREATE INDEX ON app.effects_g1 (scope_id, position);
CREATE INDEX ON app.effects_g1 (scope_id, "requested_at", key);
CREATE INDEX ON app.effects_g1 (scope_id, "state", "requested_at", key);
CREATE INDEX ON app.effects_g1 (scope_id, "kind", "requested_at", key);
CREATE INDEX ON app.effects_g1 (scope_id, "about_id", "requested_at", key);
ALTER TABLE app.effects_g1 ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY projector ON app.effects_g1 TO millrace_projector USING (true) WITH CHECK (true);
CREATE POLICY api ON app.effects_g1 FOR SELECT TO millrace_api USING (scope_id = (SELECT app.scope()));
GRANT SELECT, INSERT, UPDATE, DELETE ON app.effects_g1 TO millrace_projector;
GRANT SELECT ON app.effects_g1 TO millrace_api;
CREATE VIEW app.effects WITH (security_invoker = true) AS SELECT * FROM app.effects_g1;
GRANT SELECT ON app.effects TO millrace_api, millrace_projector;
CREATE VIEW app.effects_at WITH (security_invoker = true) AS SELECT c.partition, c.incarnation, c.next_offset, EXISTS (SELECT FROM app.parked p WHERE p.projection = 'effects' AND p.generation = 1 AND p.scope_id = (SELECT app.scope())) AS parked FROM app.checkpoint c WHERE c.projection = 'effects' AND c.generation = 1;
GRANT SELECT ON app.effects_at TO millrace_api, millrace_projector;
