-- People and the clinic itself: who works here and how they come in, and how the clinic writes things down.

ALTER TABLE app_user
  ADD COLUMN status text NOT NULL DEFAULT 'active' CHECK (status IN ('invited', 'active', 'deactivated')),
  ADD COLUMN password_changed_at timestamptz,
  ADD COLUMN last_seen_at timestamptz,
  ADD COLUMN version int NOT NULL DEFAULT 1,
  ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN updated_by uuid,
  ADD COLUMN updated_by_name text,
  ALTER COLUMN password_hash DROP NOT NULL;
UPDATE app_user SET status = 'deactivated' WHERE disabled_at IS NOT NULL;
ALTER TABLE app_user
  ADD CONSTRAINT app_user_disabled CHECK ((status = 'deactivated') = (disabled_at IS NOT NULL)),
  ADD CONSTRAINT app_user_can_sign_in CHECK (status <> 'active' OR password_hash IS NOT NULL);
COMMENT ON COLUMN app_user.password_hash IS 'argon2id, PHC string; NULL until the person has used the invitation';
COMMENT ON COLUMN app_user.status IS 'invited: has no password yet; deactivated: keeps the row, because what was done stays theirs, and comes in no more';
COMMENT ON COLUMN app_user.last_seen_at IS 'the last sign-in; NULL before the first. A session that is still there knows later activity';
CREATE INDEX app_user_by_name ON app_user (tenant_id, lower(name), id);

-- What a person was before and after each change, and who changed it.
CREATE TABLE person_history (
  tenant_id    uuid NOT NULL,
  user_id      uuid NOT NULL,
  version      int NOT NULL,
  before       json,
  after        json NOT NULL,
  made_at      timestamptz NOT NULL DEFAULT now(),
  made_by      uuid,
  made_by_name text NOT NULL,
  PRIMARY KEY (tenant_id, user_id, version),
  FOREIGN KEY (tenant_id, user_id) REFERENCES app_user ON DELETE CASCADE
);
COMMENT ON COLUMN person_history.before IS '{email,name,role,status}; NULL for the version that made the person';

-- A link by which somebody sets a password, once.
CREATE TABLE one_time_link (
  tenant_id   uuid NOT NULL,
  id          uuid NOT NULL,
  user_id     uuid NOT NULL,
  purpose     text NOT NULL CHECK (purpose IN ('invite', 'reset')),
  secret_hash bytea NOT NULL UNIQUE,
  created_at  timestamptz NOT NULL DEFAULT now(),
  created_by  uuid,
  expires_at  timestamptz NOT NULL,
  used_at     timestamptz,
  voided_at   timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES app_user ON DELETE CASCADE
);
CREATE INDEX one_time_link_open ON one_time_link (tenant_id, user_id) WHERE used_at IS NULL AND voided_at IS NULL;
COMMENT ON COLUMN one_time_link.secret_hash IS 'SHA-256 of 256 random bits; the secret itself is never stored';
COMMENT ON COLUMN one_time_link.voided_at IS 'a newer link took its place, or the person was deactivated';

ALTER TABLE session ADD COLUMN ip inet, ADD COLUMN user_agent text;
COMMENT ON COLUMN session.ip IS 'where it was opened from; NULL when unknown';
COMMENT ON COLUMN session.user_agent IS 'what the browser called itself when it was opened, cut at 300 characters';
ALTER TABLE api_token ADD COLUMN name text NOT NULL DEFAULT 'made on the command line', ADD COLUMN created_by uuid;
COMMENT ON COLUMN api_token.created_by IS 'who made it; NULL for the command line';

ALTER TABLE tenant
  ADD COLUMN date_order text CHECK (date_order IN ('day-month-year', 'month-day-year', 'year-month-day')),
  ADD COLUMN units text NOT NULL DEFAULT 'metric' CHECK (units IN ('metric', 'us')),
  ADD COLUMN mrn_pattern text NOT NULL DEFAULT '#######' CHECK (mrn_pattern ~ '^[A-Z0-9-]{0,12}#{4,12}$'),
  ADD COLUMN mrn_next bigint NOT NULL DEFAULT 1 CHECK (mrn_next > 0),
  ADD COLUMN version int NOT NULL DEFAULT 1,
  ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN updated_by uuid,
  ADD COLUMN updated_by_name text;
COMMENT ON COLUMN tenant.date_order IS 'how a typed 03/12/1984 is read; NULL: as the locale has it';
COMMENT ON COLUMN tenant.mrn_pattern IS 'a fixed beginning and one # for each digit of the running number: WS-#######';
COMMENT ON COLUMN tenant.mrn_next IS 'the running number of the next patient who is registered here';

CREATE TABLE clinic_history (
  tenant_id    uuid NOT NULL REFERENCES tenant,
  version      int NOT NULL,
  before       json NOT NULL,
  after        json NOT NULL,
  made_at      timestamptz NOT NULL DEFAULT now(),
  made_by      uuid,
  made_by_name text NOT NULL,
  PRIMARY KEY (tenant_id, version)
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['person_history', 'one_time_link', 'clinic_history'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant_only ON %I USING (tenant_id = app_tenant())', t);
  END LOOP;
END $$;
-- A password's hash is neither read nor written by the application's role: only by the functions below.
GRANT SELECT (status, email_key, password_changed_at, last_seen_at, version, updated_at, updated_by, updated_by_name),
  INSERT (tenant_id, id, email, name, role, status, updated_by, updated_by_name),
  UPDATE (name, role, status, disabled_at, version, updated_at, updated_by, updated_by_name) ON app_user TO "{{app_role}}";
GRANT SELECT, INSERT ON person_history, clinic_history TO "{{app_role}}";
GRANT SELECT (tenant_id, id, user_id, purpose, created_at, created_by, expires_at, used_at, voided_at),
  INSERT (tenant_id, id, user_id, purpose, secret_hash, created_by, expires_at),
  UPDATE (voided_at) ON one_time_link TO "{{app_role}}";
GRANT INSERT (tenant_id, id, user_id, token_hash, expires_at, name, created_by) ON api_token TO "{{app_role}}";
GRANT UPDATE (name, locale, time_zone, currency, date_order, units, mrn_pattern, version, updated_at, updated_by, updated_by_name)
  ON tenant TO "{{app_role}}";

-- Opens a session for the password that was checked: when it was changed, or its owner deactivated, between the check and
-- now, there is none.
DROP FUNCTION auth_open_session(uuid, uuid, uuid, interval);
CREATE FUNCTION auth_open_session(for_tenant uuid, for_user uuid, new_id uuid, lifetime interval, checked_hash text, from_ip inet, with_agent text)
  RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE app_user u SET last_seen_at = now()
  WHERE u.tenant_id = for_tenant AND u.id = for_user AND u.password_hash = checked_hash AND u.disabled_at IS NULL;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO session (tenant_id, id, user_id, expires_at, ip, user_agent)
  VALUES (for_tenant, new_id, for_user, now() + lifetime, from_ip, left(with_agent, 300));
  RETURN true;
END $$;

DROP FUNCTION auth_session(uuid);
CREATE FUNCTION auth_session(wanted_session uuid)
  RETURNS TABLE (tenant_id uuid, user_id uuid, email text, name text, role text, slug text, tenant_name text, locale text,
                 time_zone text, currency text, date_order text, is_locked boolean, idle_seconds int, directory_version bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.tenant_id, s.user_id, u.email, u.name, u.role, t.slug, t.name, t.locale, t.time_zone, t.currency, t.date_order,
         s.locked_at IS NOT NULL OR s.last_active_at < now() - interval '15 minutes',
         extract(epoch FROM now() - s.last_active_at)::int, v.version
  FROM session s
  JOIN app_user u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
  JOIN tenant t ON t.tenant_id = s.tenant_id
  JOIN directory_version v ON v.tenant_id = s.tenant_id
  WHERE s.id = wanted_session AND s.revoked_at IS NULL AND s.expires_at > now() AND u.disabled_at IS NULL $$;

DROP FUNCTION auth_token(bytea);
CREATE FUNCTION auth_token(wanted_hash bytea)
  RETURNS TABLE (tenant_id uuid, user_id uuid, token_id uuid, email text, name text, role text, slug text, tenant_name text,
                 locale text, time_zone text, currency text, date_order text, directory_version bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT k.tenant_id, k.user_id, k.id, u.email, u.name, u.role, t.slug, t.name, t.locale, t.time_zone, t.currency, t.date_order, v.version
  FROM api_token k
  JOIN app_user u ON u.tenant_id = k.tenant_id AND u.id = k.user_id
  JOIN tenant t ON t.tenant_id = k.tenant_id
  JOIN directory_version v ON v.tenant_id = k.tenant_id
  WHERE k.token_hash = wanted_hash AND k.revoked_at IS NULL AND k.expires_at > now() AND u.disabled_at IS NULL $$;

-- Whose link this is, while it can be used.
CREATE FUNCTION auth_find_link(wanted_hash bytea)
  RETURNS TABLE (tenant_id uuid, user_id uuid, purpose text, expires_at timestamptz, email text, name text, role text, slug text,
                 tenant_name text, locale text, time_zone text, currency text, date_order text, directory_version bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.tenant_id, l.user_id, l.purpose, l.expires_at, u.email, u.name, u.role, t.slug, t.name, t.locale, t.time_zone, t.currency,
         t.date_order, v.version
  FROM one_time_link l
  JOIN app_user u ON u.tenant_id = l.tenant_id AND u.id = l.user_id
  JOIN tenant t ON t.tenant_id = l.tenant_id
  JOIN directory_version v ON v.tenant_id = l.tenant_id
  WHERE l.secret_hash = wanted_hash AND l.used_at IS NULL AND l.voided_at IS NULL AND l.expires_at > now() AND u.disabled_at IS NULL $$;

-- Uses a link of the transaction's tenant up and sets the password: once, however many ask at once. The person is locked before
-- the link, as everybody else locks them.
CREATE FUNCTION auth_use_link(wanted_hash bytea, new_hash text)
  RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE owner_of_link uuid;
BEGIN
  SELECT l.user_id INTO owner_of_link FROM one_time_link l WHERE l.tenant_id = app_tenant() AND l.secret_hash = wanted_hash;
  PERFORM FROM app_user u WHERE u.tenant_id = app_tenant() AND u.id = owner_of_link AND u.disabled_at IS NULL FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE one_time_link l SET used_at = now()
  WHERE l.tenant_id = app_tenant() AND l.secret_hash = wanted_hash AND l.used_at IS NULL AND l.voided_at IS NULL AND l.expires_at > now();
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE app_user u SET password_hash = new_hash, password_changed_at = now(), status = 'active', version = u.version + 1,
    updated_at = now(), updated_by = u.id, updated_by_name = u.name
  WHERE u.tenant_id = app_tenant() AND u.id = owner_of_link;
  RETURN true;
END $$;

-- Sets the password of a person of the transaction's tenant, while the one that was checked still holds.
CREATE FUNCTION auth_set_password(for_user uuid, checked_hash text, new_hash text)
  RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE app_user u SET password_hash = new_hash, password_changed_at = now(), version = u.version + 1,
    updated_at = now(), updated_by = u.id, updated_by_name = u.name
  WHERE u.tenant_id = app_tenant() AND u.id = for_user AND u.password_hash = checked_hash AND u.disabled_at IS NULL;
  RETURN FOUND;
END $$;

-- Whether a person has ever set a password; the application's role cannot look.
CREATE FUNCTION auth_has_password(for_user uuid)
  RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT u.password_hash IS NOT NULL FROM app_user u WHERE u.tenant_id = app_tenant() AND u.id = for_user $$;

REVOKE ALL ON FUNCTION auth_open_session(uuid, uuid, uuid, interval, text, inet, text), auth_session(uuid), auth_token(bytea),
  auth_find_link(bytea), auth_use_link(bytea, text), auth_set_password(uuid, text, text), auth_has_password(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION auth_open_session(uuid, uuid, uuid, interval, text, inet, text), auth_session(uuid), auth_token(bytea),
  auth_find_link(bytea), auth_use_link(bytea, text), auth_set_password(uuid, text, text), auth_has_password(uuid) TO "{{app_role}}";
