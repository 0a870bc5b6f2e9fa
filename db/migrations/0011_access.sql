-- What somebody who loses a right leaves behind, and what the application's role could still undo or make up.

ALTER TABLE api_token ADD COLUMN made_with uuid;
COMMENT ON COLUMN api_token.made_with IS 'the token by which it was made, with which it ends; NULL when a session or the command line made it';
ALTER TABLE one_time_link ADD COLUMN made_with uuid;
COMMENT ON COLUMN one_time_link.made_with IS 'the token by which it was made; revoking that voids the link';
COMMENT ON COLUMN one_time_link.voided_at IS 'a newer link or a password took its place, or its person, its maker or its maker''s token lost the right';
GRANT INSERT (made_with) ON api_token TO "{{app_role}}";
GRANT SELECT (made_with), INSERT (made_with) ON one_time_link TO "{{app_role}}";

-- Made for others by people who may make nothing any more.
UPDATE api_token k SET revoked_at = now() FROM app_user u
  WHERE u.tenant_id = k.tenant_id AND u.id = k.created_by AND k.user_id <> k.created_by AND k.revoked_at IS NULL
    AND (u.status <> 'active' OR u.role <> 'admin');
UPDATE one_time_link l SET voided_at = now() FROM app_user u
  WHERE u.tenant_id = l.tenant_id AND u.id = l.created_by AND l.used_at IS NULL AND l.voided_at IS NULL
    AND (u.status <> 'active' OR u.role <> 'admin');

-- Hashes of bodies had no key: a body that held two passwords could be guessed against them. A key used before this sees another
-- request from now on (409), which takes effect no second time.
UPDATE idempotency SET body_hash = '';
COMMENT ON COLUMN idempotency.body_hash IS 'HMAC-SHA-256 of the body as it was understood, keyed from AUTH_SECRET and bound to tenant and actor; empty: made before it was keyed';

-- What has ended stays ended: a session, a token, a link.
CREATE FUNCTION refuse_revival() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% that has ended stays ended', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER stays_ended BEFORE UPDATE OF revoked_at ON session FOR EACH ROW
  WHEN (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at) EXECUTE FUNCTION refuse_revival();
CREATE TRIGGER stays_ended BEFORE UPDATE OF revoked_at ON api_token FOR EACH ROW
  WHEN (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at) EXECUTE FUNCTION refuse_revival();
CREATE TRIGGER stays_ended BEFORE UPDATE OF voided_at ON one_time_link FOR EACH ROW
  WHEN (OLD.voided_at IS NOT NULL AND NEW.voided_at IS DISTINCT FROM OLD.voided_at) EXECUTE FUNCTION refuse_revival();

REVOKE SELECT ON api_token FROM "{{app_role}}";
GRANT SELECT (tenant_id, id, user_id, created_at, expires_at, revoked_at, name, created_by, made_with) ON api_token TO "{{app_role}}";

-- History is of now and of whoever the transaction was opened for, by a name that they have or had.
CREATE FUNCTION is_name_of(person uuid, said text)
  RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM app_user u WHERE u.tenant_id = app_tenant() AND u.id = person AND u.name = said)
      OR EXISTS (SELECT FROM person_history h WHERE h.tenant_id = app_tenant() AND h.user_id = person
                   AND said IN (h.before ->> 'name', h.after ->> 'name')) $$;
CREATE POLICY own_maker ON person_history AS RESTRICTIVE FOR INSERT WITH CHECK (
  made_at = now() AND made_by = nullif(current_setting('app.actor_id', true), '')::uuid
  AND (is_name_of(made_by, made_by_name) OR (user_id = made_by AND made_by_name = before ->> 'name')));
CREATE POLICY own_maker ON clinic_history AS RESTRICTIVE FOR INSERT WITH CHECK (
  made_at = now() AND made_by = nullif(current_setting('app.actor_id', true), '')::uuid AND is_name_of(made_by, made_by_name));

-- Numbers of events and their time are the database's: the application says what happened, and nothing else.
CREATE FUNCTION append_event(in_stream text, of_kind text, with_payload json)
  RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE next_seq bigint;
BEGIN
  INSERT INTO event_stream AS s (tenant_id, stream, last_seq) VALUES (app_tenant(), in_stream, 1)
    ON CONFLICT (tenant_id, stream) DO UPDATE SET last_seq = s.last_seq + 1 RETURNING last_seq INTO next_seq;
  INSERT INTO event (tenant_id, stream, seq, kind, payload) VALUES (app_tenant(), in_stream, next_seq, of_kind, with_payload);
  RETURN next_seq;
END $$;
REVOKE INSERT, UPDATE ON event_stream FROM "{{app_role}}";
-- Of one column, which the line before leaves.
REVOKE UPDATE (last_seq) ON event_stream FROM "{{app_role}}";
REVOKE INSERT ON event FROM "{{app_role}}";

REVOKE ALL ON FUNCTION refuse_revival(), is_name_of(uuid, text), append_event(text, text, json) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_name_of(uuid, text), append_event(text, text, json) TO "{{app_role}}";
