-- Tenants, people who sign in, their sessions and tokens, and the audit trail.
-- "{{app_role}}" is replaced by the migration runner with the role the application connects as; it owns nothing.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;

GRANT USAGE ON SCHEMA public TO "{{app_role}}";

-- The tenant of the running transaction; NULL (which matches no row) outside one.
CREATE FUNCTION app_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('app.tenant_id', true), '')::uuid $$;

-- Time-ordered UUID (RFC 9562 version 7); PostgreSQL before 18 has none of its own.
CREATE FUNCTION uuid_v7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
  SELECT encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
        PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
        FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid $$;

CREATE TABLE tenant (
  tenant_id  uuid PRIMARY KEY,
  slug       text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name       text NOT NULL,
  locale     text NOT NULL DEFAULT 'en-US',
  time_zone  text NOT NULL DEFAULT 'UTC',
  currency   text NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$'),
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Goes up in the transaction of every change to what a patient list or search can show.
CREATE TABLE directory_version (
  tenant_id uuid PRIMARY KEY REFERENCES tenant,
  version   bigint NOT NULL DEFAULT 1
) WITH (fillfactor = 50);

CREATE TABLE app_user (
  tenant_id     uuid NOT NULL REFERENCES tenant,
  id            uuid NOT NULL,
  email         text NOT NULL,
  name          text NOT NULL,
  role          text NOT NULL CHECK (role IN ('admin', 'clinician', 'nurse', 'reception', 'billing')),
  password_hash text NOT NULL,
  disabled_at   timestamptz,
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
-- An address signs in to exactly one tenant, so it is unique across all of them.
CREATE UNIQUE INDEX app_user_email ON app_user (lower(email));
COMMENT ON COLUMN app_user.password_hash IS 'argon2id, PHC string';

CREATE TABLE session (
  tenant_id      uuid NOT NULL,
  id             uuid NOT NULL,
  user_id        uuid NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT now(),
  expires_at     timestamptz NOT NULL,
  last_active_at timestamptz NOT NULL DEFAULT now(),
  locked_at      timestamptz,
  revoked_at     timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES app_user ON DELETE CASCADE
);
CREATE INDEX session_of_user ON session (tenant_id, user_id);
COMMENT ON COLUMN session.locked_at IS 'set by the idle lock or by hand; NULL while unlocked';

CREATE TABLE api_token (
  tenant_id  uuid NOT NULL,
  id         uuid NOT NULL,
  user_id    uuid NOT NULL,
  token_hash bytea NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES app_user ON DELETE CASCADE
);
COMMENT ON COLUMN api_token.token_hash IS 'SHA-256 of the token; the token itself is never stored';

-- Failed sign-ins per keyed hash of an address or of a network address; no tenant, because there is none before sign-in.
CREATE TABLE sign_in_failure (
  subject      bytea PRIMARY KEY,
  failures     int NOT NULL,
  blocked_until timestamptz NOT NULL,
  updated_at   timestamptz NOT NULL DEFAULT now()
);

-- Append-only: the application may insert and read, never change or delete.
CREATE TABLE audit_event (
  tenant_id   uuid NOT NULL,
  id          uuid NOT NULL DEFAULT uuid_v7(),
  at          timestamptz NOT NULL DEFAULT clock_timestamp(),
  action      text NOT NULL,
  outcome     text NOT NULL CHECK (outcome IN ('success', 'refused', 'failure')),
  actor_id    uuid,
  actor       text NOT NULL,
  session_id  uuid,
  patient_id  uuid,
  target_ids  uuid[],
  query_hash  bytea,
  request_id  text,
  ip          inet,
  detail      jsonb,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX audit_event_time ON audit_event (tenant_id, at DESC, id DESC);
CREATE INDEX audit_event_patient ON audit_event (tenant_id, patient_id, at DESC, id DESC) WHERE patient_id IS NOT NULL;
CREATE INDEX audit_event_actor ON audit_event (tenant_id, actor_id, at DESC, id DESC) WHERE actor_id IS NOT NULL;
COMMENT ON COLUMN audit_event.tenant_id IS 'all zeros where no tenant is known (a sign-in with an unknown address)';
COMMENT ON COLUMN audit_event.query_hash IS 'HMAC-SHA-256 of the normalised search; the words themselves are not kept';
COMMENT ON COLUMN audit_event.target_ids IS 'patients shown by a search or list';

ALTER TABLE tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE app_user ENABLE ROW LEVEL SECURITY;
ALTER TABLE session ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_token ENABLE ROW LEVEL SECURITY;
ALTER TABLE sign_in_failure ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON tenant USING (tenant_id = app_tenant());
CREATE POLICY tenant_only ON directory_version USING (tenant_id = app_tenant());
CREATE POLICY tenant_only ON app_user USING (tenant_id = app_tenant());
CREATE POLICY tenant_only ON session USING (tenant_id = app_tenant());
CREATE POLICY tenant_only ON api_token USING (tenant_id = app_tenant());
CREATE POLICY tenant_only ON audit_event USING (tenant_id = app_tenant());
-- sign_in_failure has no policy: the application reaches it through the functions below only.

GRANT SELECT ON tenant TO "{{app_role}}";
GRANT SELECT, INSERT, UPDATE ON directory_version TO "{{app_role}}";
GRANT SELECT (tenant_id, id, email, name, role, disabled_at, created_at) ON app_user TO "{{app_role}}";
GRANT SELECT, UPDATE (last_active_at, locked_at, revoked_at) ON session TO "{{app_role}}";
GRANT SELECT, UPDATE (revoked_at) ON api_token TO "{{app_role}}";
GRANT SELECT, INSERT ON audit_event TO "{{app_role}}";

-- What must be asked before a tenant is known runs as the owner, takes an exact key and returns one row at most.
CREATE FUNCTION auth_find_user(wanted_email text)
  RETURNS TABLE (tenant_id uuid, user_id uuid, name text, role text, password_hash text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT u.tenant_id, u.id, u.name, u.role, u.password_hash
  FROM app_user u WHERE lower(u.email) = lower(wanted_email) AND u.disabled_at IS NULL $$;

CREATE FUNCTION auth_password_hash(wanted_session uuid)
  RETURNS TABLE (tenant_id uuid, user_id uuid, email text, password_hash text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT u.tenant_id, u.id, u.email, u.password_hash
  FROM session s JOIN app_user u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
  WHERE s.id = wanted_session AND s.revoked_at IS NULL AND s.expires_at > now() AND u.disabled_at IS NULL $$;

CREATE FUNCTION auth_session(wanted_session uuid)
  RETURNS TABLE (tenant_id uuid, user_id uuid, email text, name text, role text, slug text, tenant_name text, locale text,
                 time_zone text, currency text, is_locked boolean, idle_seconds int, directory_version bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.tenant_id, s.user_id, u.email, u.name, u.role, t.slug, t.name, t.locale, t.time_zone, t.currency,
         s.locked_at IS NOT NULL OR s.last_active_at < now() - interval '15 minutes',
         extract(epoch FROM now() - s.last_active_at)::int, v.version
  FROM session s
  JOIN app_user u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
  JOIN tenant t ON t.tenant_id = s.tenant_id
  JOIN directory_version v ON v.tenant_id = s.tenant_id
  WHERE s.id = wanted_session AND s.revoked_at IS NULL AND s.expires_at > now() AND u.disabled_at IS NULL $$;

CREATE FUNCTION auth_token(wanted_hash bytea)
  RETURNS TABLE (tenant_id uuid, user_id uuid, token_id uuid, email text, name text, role text, slug text, tenant_name text,
                 locale text, time_zone text, currency text, directory_version bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT k.tenant_id, k.user_id, k.id, u.email, u.name, u.role, t.slug, t.name, t.locale, t.time_zone, t.currency, v.version
  FROM api_token k
  JOIN app_user u ON u.tenant_id = k.tenant_id AND u.id = k.user_id
  JOIN tenant t ON t.tenant_id = k.tenant_id
  JOIN directory_version v ON v.tenant_id = k.tenant_id
  WHERE k.token_hash = wanted_hash AND k.revoked_at IS NULL AND k.expires_at > now() AND u.disabled_at IS NULL $$;

CREATE FUNCTION auth_open_session(for_tenant uuid, for_user uuid, new_id uuid, lifetime interval)
  RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO session (tenant_id, id, user_id, expires_at) VALUES (for_tenant, new_id, for_user, now() + lifetime) $$;

CREATE FUNCTION auth_blocked_until(subjects bytea[])
  RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT max(blocked_until) FROM sign_in_failure WHERE subject = ANY (subjects) AND blocked_until > now() $$;

-- The first `free` failures of a subject cost nothing; each further one doubles the wait: 1 s, 2 s, 4 s … at most
-- 15 minutes. An hour's rest forgets.
CREATE FUNCTION auth_note_failure(subjects bytea[], free int[])
  RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO sign_in_failure AS f (subject, failures, blocked_until)
  SELECT s, 1, now() FROM unnest(subjects) AS s ORDER BY s
  ON CONFLICT (subject) DO UPDATE SET
    failures = CASE WHEN f.updated_at < now() - interval '1 hour' THEN 1 ELSE f.failures + 1 END,
    blocked_until = CASE
      WHEN f.updated_at < now() - interval '1 hour' OR f.failures + 1 < free[array_position(subjects, f.subject)] THEN now()
      ELSE now() + least(interval '15 minutes',
        interval '1 second' * power(2, least(f.failures + 1 - free[array_position(subjects, f.subject)], 12))) END,
    updated_at = now() $$;

-- After a right password: the first subject (the address) starts anew, the others (the network) only lose this attempt.
CREATE FUNCTION auth_forget_failures(subjects bytea[])
  RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DELETE FROM sign_in_failure WHERE subject = subjects[1];
  UPDATE sign_in_failure SET failures = greatest(failures - 1, 0) WHERE subject = ANY (subjects[2:]) $$;

REVOKE ALL ON FUNCTION auth_find_user(text), auth_password_hash(uuid), auth_session(uuid), auth_token(bytea),
  auth_open_session(uuid, uuid, uuid, interval), auth_blocked_until(bytea[]), auth_note_failure(bytea[], int[]),
  auth_forget_failures(bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION auth_find_user(text), auth_password_hash(uuid), auth_session(uuid), auth_token(bytea),
  auth_open_session(uuid, uuid, uuid, interval), auth_blocked_until(bytea[]), auth_note_failure(bytea[], int[]),
  auth_forget_failures(bytea[]) TO "{{app_role}}";
