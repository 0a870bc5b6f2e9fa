-- The name, words and phone of a patient's row are those in use when it was written. A period that begins or ends later makes them
-- others without anybody writing: a job finds such rows by this and writes them anew.
ALTER TABLE patient ADD COLUMN next_change_at timestamptz;
COMMENT ON COLUMN patient.next_change_at IS 'when a period of a name or contact point next begins or ends; -infinity: not looked at yet; NULL: never';
-- What is there already is looked at by the job's first run; nothing that anybody sees is another by this.
ALTER TABLE patient DISABLE TRIGGER USER;
UPDATE patient SET next_change_at = '-infinity' WHERE resource::text LIKE '%"period"%';
ALTER TABLE patient ENABLE TRIGGER USER;
CREATE INDEX patient_next_change ON patient (tenant_id, next_change_at) WHERE next_change_at IS NOT NULL;

-- The clinics in which such a moment has come: their ids and nothing else.
CREATE FUNCTION tenants_with_due_patients() RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.tenant_id FROM tenant t
  WHERE EXISTS (SELECT FROM patient p WHERE p.tenant_id = t.tenant_id AND p.next_change_at <= now()) $$;
REVOKE ALL ON FUNCTION tenants_with_due_patients() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenants_with_due_patients() TO "{{app_role}}";
