-- A tenant's directory version goes up when the transaction commits and not at its first statement on a patient: the row is the same
-- for all who write patients of the clinic, and was locked while the rest of a change went to and fro.
CREATE OR REPLACE FUNCTION patient_bump_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO patient_chart (tenant_id, patient_id) SELECT tenant_id, id FROM added ORDER BY tenant_id, id
    ON CONFLICT (tenant_id, patient_id) DO UPDATE SET version = patient_chart.version + 1;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION patient_bump_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM patient_chart c JOIN after p ON c.tenant_id = p.tenant_id AND c.patient_id = p.id
    ORDER BY c.tenant_id, c.patient_id FOR UPDATE OF c;
  UPDATE patient_chart c SET version = c.version + 1 FROM after p WHERE c.tenant_id = p.tenant_id AND c.patient_id = p.id;
  RETURN NULL;
END $$;

-- Once for a tenant and transaction, however many of its patients were written.
CREATE FUNCTION directory_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moved text := NEW.tenant_id || ' ' || pg_current_xact_id();
BEGIN
  IF current_setting('app.directory_moved', true) IS DISTINCT FROM moved THEN
    UPDATE directory_version SET version = version + 1 WHERE tenant_id = NEW.tenant_id;
    PERFORM set_config('app.directory_moved', moved, true);
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION directory_moves() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER patient_3_directory AFTER INSERT OR UPDATE ON patient
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION directory_moves();
