-- The four roles, the schema, and full-text under row-level security. Run by a superuser in the database, as often as one likes.
-- None of them is a superuser or passes row-level security: tables belong to one that cannot log in, whom only the migrator becomes.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['millrace_owner', 'millrace_migrator', 'millrace_projector', 'millrace_api'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I', name);
    END IF;
    EXECUTE format('ALTER ROLE %I NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT', name);
    EXECUTE format('ALTER ROLE %I %s', name, CASE name WHEN 'millrace_owner' THEN 'NOLOGIN' ELSE 'LOGIN' END);
  END LOOP;
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO millrace_migrator, millrace_projector, millrace_api', current_database());
END
$$;
GRANT millrace_owner TO millrace_migrator;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA IF NOT EXISTS app AUTHORIZATION millrace_owner;
GRANT USAGE ON SCHEMA app TO millrace_migrator, millrace_projector, millrace_api;
-- Else row-level security is checked before @@ and the index on search cannot be used (135 ms in place of 0.3, measured).
ALTER FUNCTION pg_catalog.ts_match_vq(tsvector, tsquery) LEAKPROOF;
