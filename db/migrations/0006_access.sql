-- Who may come in: one key for an address, attempts counted and decided in one step, refusals of nobody counted together.

-- JavaScript and PostgreSQL agree on the lower case of A to Z only, so the key folds no more; lib/auth/email-address.ts
-- makes the same key. In another collation lower('I') may be 'ı', and `İ` may find somebody else's `i`.
ALTER TABLE app_user ADD COLUMN email_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(email COLLATE "C")) STORED;
CREATE UNIQUE INDEX app_user_email_key ON app_user (email_key);
DROP INDEX app_user_email;
COMMENT ON COLUMN app_user.email_key IS 'the address with A to Z in lower case: what a sign-in looks it up by; unique across tenants';

DROP FUNCTION auth_find_user(text);
CREATE FUNCTION auth_find_user(wanted_email_key text)
  RETURNS TABLE (tenant_id uuid, user_id uuid, name text, email text, role text, password_hash text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT u.tenant_id, u.id, u.name, u.email, u.role, u.password_hash
  FROM app_user u WHERE u.email_key = wanted_email_key AND u.disabled_at IS NULL $$;

DROP FUNCTION auth_blocked_until(bytea[]);
DROP FUNCTION auth_note_failure(bytea[], int[]);
DROP FUNCTION auth_forget_failures(bytea[]);

-- Whether an attempt at a password may be looked at: NULL and the attempt counted as failed against every subject, or the
-- seconds to wait and nothing counted. The first free[i] failures of a subject cost nothing; each further one doubles the
-- wait from 1 s to wait_max[i]; an hour's rest forgets. The rows stay locked until the caller's transaction ends, so that
-- attempts at once are decided one after the other; they are locked in the order of their keys, so that none waits in a ring.
CREATE FUNCTION auth_take_attempt(subjects bytea[], free int[], wait_max int[])
  RETURNS int LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  moment timestamptz;
  blocked timestamptz;
BEGIN
  INSERT INTO sign_in_failure AS f (subject, failures, blocked_until, updated_at)
  SELECT s, 0, '-infinity', clock_timestamp() FROM unnest(subjects) AS s ORDER BY s
  ON CONFLICT (subject) DO UPDATE SET subject = f.subject;
  moment := clock_timestamp();
  SELECT max(f.blocked_until) INTO blocked FROM sign_in_failure f WHERE f.subject = ANY (subjects) AND f.blocked_until > moment;
  IF blocked IS NOT NULL THEN
    RETURN greatest(1, ceil(extract(epoch FROM blocked - moment)))::int;
  END IF;
  UPDATE sign_in_failure f SET
    failures = counted.failures,
    blocked_until = CASE WHEN counted.failures < counted.free THEN '-infinity'
      ELSE moment + interval '1 second' * least(counted.wait_max, power(2, least(counted.failures - counted.free, 20))) END,
    updated_at = moment
  FROM (SELECT s.subject, s.free, s.wait_max,
               CASE WHEN old.updated_at < moment - interval '1 hour' THEN 1 ELSE old.failures + 1 END AS failures
        FROM unnest(subjects, free, wait_max) AS s (subject, free, wait_max)
        JOIN sign_in_failure old ON old.subject = s.subject) AS counted
  WHERE f.subject = counted.subject;
  RETURN NULL;
END $$;

-- `anew` lose all their failures, `shared` one, with the wait that it brought.
CREATE FUNCTION auth_return_attempt(anew bytea[], shared bytea[])
  RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM sign_in_failure f WHERE f.subject = ANY (anew || shared) ORDER BY f.subject FOR UPDATE;
  UPDATE sign_in_failure f SET
    failures = CASE WHEN f.subject = ANY (anew) THEN 0 ELSE greatest(f.failures - 1, 0) END,
    blocked_until = '-infinity'
  WHERE f.subject = ANY (anew || shared);
END $$;

REVOKE ALL ON FUNCTION auth_find_user(text), auth_take_attempt(bytea[], int[], int[]), auth_return_attempt(bytea[], bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION auth_find_user(text), auth_take_attempt(bytea[], int[], int[]), auth_return_attempt(bytea[], bytea[])
  TO "{{app_role}}";

COMMENT ON COLUMN audit_event.request_id IS 'NULL where one event stands for many requests: refusals of callers without a session are counted (detail: count, from, to)';
