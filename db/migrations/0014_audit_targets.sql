-- Who saw a patient is also in the events that name several: a search's hits, an import's batch. GIN collects new entries in a
-- list that a search appends to and that is merged at 256 kB, so that no search waits long for the merging.
CREATE INDEX audit_event_targets ON audit_event USING gin (target_ids) WITH (gin_pending_list_limit = 256)
  WHERE target_ids IS NOT NULL;

-- @> is not leakproof, so under a policy no index would serve it. This runs as the owner and returns what the policy would:
-- events of the tenant that the transaction was opened for, without those that are the patient's own.
CREATE FUNCTION audit_events_naming(wanted uuid)
  RETURNS SETOF audit_event
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 500 AS $$
  SELECT * FROM audit_event
  WHERE target_ids @> ARRAY[wanted] AND target_ids IS NOT NULL AND tenant_id = app_tenant() AND patient_id IS DISTINCT FROM wanted
$$;
REVOKE ALL ON FUNCTION audit_events_naming(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_events_naming(uuid) TO "{{app_role}}";
