-- What every table leans on: who reads, and how far the runner is. Run once, as the table owner. Generated: see house_sql().
-- After a SET LOCAL the setting is '' and not NULL, hence nullif.
CREATE FUNCTION app.scope() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(pg_catalog.current_setting('app.scope', true), '')::pg_catalog.uuid $$;
CREATE FUNCTION app.reader() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(pg_catalog.current_setting('app.reader', true), '')::pg_catalog.uuid $$;

-- Which tables there are; the views show the one whose state is 'live', 'building' ones catch up beside it.
CREATE TABLE app.generations (
  projection text NOT NULL,
  generation integer NOT NULL,
  fingerprint text NOT NULL,
  state text NOT NULL,
  tables text[] NOT NULL,
  views text[] NOT NULL,
  PRIMARY KEY (projection, generation)
);
ALTER TABLE app.generations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY projector ON app.generations TO millrace_projector, millrace_owner USING (true) WITH CHECK (true);
GRANT SELECT ON app.generations TO millrace_projector;

-- How far each table is, and in which history: moved in the transaction that writes its rows, from the value it is expected to have.
CREATE TABLE app.checkpoint (
  projection text NOT NULL,
  generation integer NOT NULL,
  partition integer NOT NULL,
  incarnation uuid NOT NULL,
  epoch bigint NOT NULL,
  writer uuid NOT NULL,
  next_seq bigint NOT NULL,
  next_offset bigint NOT NULL,
  chain bytea NOT NULL,
  PRIMARY KEY (projection, generation, partition)
) WITH (fillfactor = 10);  -- room to move within a page; and enough pages that the planner takes the index
ALTER TABLE app.checkpoint ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY projector ON app.checkpoint TO millrace_projector, millrace_owner USING (true) WITH CHECK (true);
CREATE POLICY api ON app.checkpoint FOR SELECT TO millrace_api USING ((SELECT app.scope()) IS NOT NULL);
GRANT SELECT, UPDATE ON app.checkpoint TO millrace_projector;
GRANT SELECT ON app.checkpoint TO millrace_api;

-- Tenants whose facts a table could not take: nothing of theirs is applied after that position, and their reads say so.
CREATE TABLE app.parked (
  projection text NOT NULL,
  generation integer NOT NULL,
  scope_id uuid NOT NULL,
  position bigint NOT NULL,
  why text NOT NULL,
  PRIMARY KEY (projection, generation, scope_id)
);
ALTER TABLE app.parked ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY projector ON app.parked TO millrace_projector, millrace_owner USING (true) WITH CHECK (true);
CREATE POLICY api ON app.parked FOR SELECT TO millrace_api USING (scope_id = (SELECT app.scope()));
GRANT SELECT, INSERT, DELETE ON app.parked TO millrace_projector;
GRANT SELECT ON app.parked TO millrace_api;
