-- What every change leaves besides itself: the answer under its key, an event with a number, and later perhaps a job.

CREATE TABLE idempotency (
  tenant_id  uuid NOT NULL REFERENCES tenant,
  actor_id   uuid NOT NULL,
  key        text COLLATE "C" NOT NULL CHECK (length(key) BETWEEN 8 AND 200),
  route      text NOT NULL,
  body_hash  bytea NOT NULL,
  status     smallint,
  reply      bytea,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, actor_id, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);
COMMENT ON COLUMN idempotency.route IS 'method and path of the first request with this key';
COMMENT ON COLUMN idempotency.body_hash IS 'SHA-256 of the body as it was understood';
COMMENT ON COLUMN idempotency.reply IS 'the first answer, AES-256-GCM; NULL only inside the transaction that makes it';

-- Numbers of a stream are handed out under its row's lock, so they have no gap and are in the order of the commits.
CREATE TABLE event_stream (
  tenant_id uuid NOT NULL REFERENCES tenant,
  stream    text COLLATE "C" NOT NULL,
  last_seq  bigint NOT NULL,
  PRIMARY KEY (tenant_id, stream)
) WITH (fillfactor = 70);
CREATE TABLE event (
  tenant_id uuid NOT NULL,
  stream    text COLLATE "C" NOT NULL,
  seq       bigint NOT NULL,
  kind      text NOT NULL,
  payload   json NOT NULL,
  at        timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, stream, seq)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.05);
CREATE INDEX event_age ON event (at);
COMMENT ON COLUMN event.payload IS 'ids and versions; never what a patient is called or has';

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['idempotency', 'event_stream', 'event'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant_only ON %I USING (tenant_id = app_tenant())', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE (status, reply) ON idempotency TO "{{app_role}}";
GRANT SELECT, INSERT, UPDATE (last_seq) ON event_stream TO "{{app_role}}";
GRANT SELECT, INSERT ON event TO "{{app_role}}";

-- Forgets, in every tenant, what has had its time: keys and events after 30 days, sessions a day after their end, sign-in
-- failures after a day. The numbers of streams stay.
CREATE FUNCTION prune_expired()
  RETURNS TABLE (kind text, removed bigint)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE n bigint;
BEGIN
  DELETE FROM idempotency WHERE created_at < now() - interval '30 days';
  GET DIAGNOSTICS n = ROW_COUNT; kind := 'idempotency'; removed := n; RETURN NEXT;
  DELETE FROM event WHERE at < now() - interval '30 days';
  GET DIAGNOSTICS n = ROW_COUNT; kind := 'event'; removed := n; RETURN NEXT;
  DELETE FROM session WHERE coalesce(revoked_at, expires_at) < now() - interval '1 day';
  GET DIAGNOSTICS n = ROW_COUNT; kind := 'session'; removed := n; RETURN NEXT;
  DELETE FROM sign_in_failure WHERE updated_at < now() - interval '1 day';
  GET DIAGNOSTICS n = ROW_COUNT; kind := 'sign_in_failure'; removed := n; RETURN NEXT;
END $$;
REVOKE ALL ON FUNCTION prune_expired() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION prune_expired() TO "{{app_role}}";
