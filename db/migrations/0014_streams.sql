-- Whoever listens to a stream hears at once, on every process, that their right to may have ended.

CREATE FUNCTION tell_access() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('swiftchart_access', (to_jsonb(NEW) ->> 'tenant_id') || '/' || (to_jsonb(NEW) ->> TG_ARGV[0]));
  RETURN NULL;
END $$;
CREATE TRIGGER tells_access AFTER UPDATE OF revoked_at, locked_at ON session FOR EACH ROW
  WHEN (NEW.revoked_at IS DISTINCT FROM OLD.revoked_at OR NEW.locked_at IS DISTINCT FROM OLD.locked_at)
  EXECUTE FUNCTION tell_access('user_id');
CREATE TRIGGER tells_access AFTER UPDATE OF revoked_at ON api_token FOR EACH ROW
  WHEN (NEW.revoked_at IS DISTINCT FROM OLD.revoked_at) EXECUTE FUNCTION tell_access('user_id');
CREATE TRIGGER tells_access AFTER UPDATE OF role, status ON app_user FOR EACH ROW
  WHEN (NEW.role IS DISTINCT FROM OLD.role OR NEW.status IS DISTINCT FROM OLD.status) EXECUTE FUNCTION tell_access('id');

REVOKE ALL ON FUNCTION tell_access() FROM PUBLIC;
