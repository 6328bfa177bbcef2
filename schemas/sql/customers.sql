-- customers: generated from projections/, its next generation the same with another number; never altered. Fingerprint d457b97a5dbb892f.
CREATE TABLE app.customers_g1 (
  scope_id uuid NOT NULL,
  key bytea NOT NULL,
  version bigint NOT NULL,
  position bigint NOT NULL,
  "last_activity_at" timestamptz NOT NULL,
  "customer_since" timestamptz NOT NULL,
  "tags" text[] NOT NULL,
  "came_by" text COLLATE "C" NOT NULL,
  search_1 tsvector NOT NULL,  -- of name, email, phone
  data jsonb NOT NULL,
  PRIMARY KEY (scope_id, key)
);
CREATE INDEX ON app.customers_g1 (scope_id, position);
CREATE INDEX ON app.customers_g1 (scope_id, "last_activity_at", key);
CREATE INDEX ON app.customers_g1 (scope_id, "customer_since", key);
CREATE INDEX ON app.customers_g1 (scope_id, "came_by", "last_activity_at", key);
CREATE INDEX ON app.customers_g1 USING gin (search_1);
ALTER TABLE app.customers_g1 ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY projector ON app.customers_g1 TO millrace_projector USING (true) WITH CHECK (true);
CREATE POLICY api ON app.customers_g1 FOR SELECT TO millrace_api USING (scope_id = (SELECT app.scope()));
GRANT SELECT, INSERT, UPDATE, DELETE ON app.customers_g1 TO millrace_projector;
GRANT SELECT ON app.customers_g1 TO millrace_api;
CREATE TABLE app.customers_tags_g1 (
  scope_id uuid NOT NULL,
  key bytea NOT NULL,
  value text COLLATE "C" NOT NULL,
  "last_activity_at" timestamptz NOT NULL,
  "customer_since" timestamptz NOT NULL,
  PRIMARY KEY (scope_id, key, value)
);
CREATE INDEX ON app.customers_tags_g1 (scope_id, value, "last_activity_at", key);
CREATE INDEX ON app.customers_tags_g1 (scope_id, value, "customer_since", key);
ALTER TABLE app.customers_tags_g1 ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY projector ON app.customers_tags_g1 TO millrace_projector USING (true) WITH CHECK (true);
CREATE POLICY api ON app.customers_tags_g1 FOR SELECT TO millrace_api USING (scope_id = (SELECT app.scope()));
GRANT SELECT, INSERT, UPDATE, DELETE ON app.customers_tags_g1 TO millrace_projector;
GRANT SELECT ON app.customers_tags_g1 TO millrace_api;
CREATE VIEW app.customers WITH (security_invoker = true) AS SELECT * FROM app.customers_g1;
GRANT SELECT ON app.customers TO millrace_api, millrace_projector;
CREATE VIEW app.customers_tags WITH (security_invoker = true) AS SELECT * FROM app.customers_tags_g1;
GRANT SELECT ON app.customers_tags TO millrace_api, millrace_projector;
CREATE VIEW app.customers_at WITH (security_invoker = true) AS SELECT c.partition, c.incarnation, c.next_offset, EXISTS (SELECT FROM app.parked p WHERE p.projection = 'customers' AND p.generation = 1 AND p.scope_id = (SELECT app.scope())) AS parked FROM app.checkpoint c WHERE c.projection = 'customers' AND c.generation = 1;
GRANT SELECT ON app.customers_at TO millrace_api, millrace_projector;
