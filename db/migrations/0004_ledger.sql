-- Double-entry journal. Append-only: a correction is a new entry. Amounts are exact to six places.

CREATE TABLE journal_entry (
  tenant_id   uuid NOT NULL,
  id          uuid NOT NULL,
  patient_id  uuid NOT NULL,
  posted_at   timestamptz NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('charge', 'payment', 'insurer-payment', 'adjustment', 'reversal')),
  amount      numeric(18, 6) NOT NULL,
  currency    text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  description text NOT NULL,
  source_type text,
  source_id   uuid,
  reverses    uuid,
  created_by  text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, patient_id) REFERENCES patient (tenant_id, id),
  FOREIGN KEY (tenant_id, reverses) REFERENCES journal_entry (tenant_id, id),
  UNIQUE (tenant_id, source_type, source_id, id)
);
CREATE UNIQUE INDEX journal_entry_reversed_once ON journal_entry (tenant_id, reverses) WHERE reverses IS NOT NULL;
CREATE INDEX journal_entry_patient ON journal_entry (tenant_id, patient_id, posted_at DESC, id DESC) INCLUDE (amount, currency);
COMMENT ON COLUMN journal_entry.amount IS 'signed, as it moves what the patient''s account owes: a charge is positive, a payment negative';
COMMENT ON COLUMN journal_entry.source_id IS 'the FHIR resource (Claim, ExplanationOfBenefit) the entry was made from; NULL when entered by hand';

CREATE TABLE posting (
  tenant_id uuid NOT NULL,
  entry_id  uuid NOT NULL,
  line      smallint NOT NULL,
  account   text NOT NULL CHECK (account IN ('receivable', 'revenue', 'cash', 'insurer-clearing', 'adjustments')),
  amount    numeric(18, 6) NOT NULL CHECK (amount <> 'NaN'),
  currency  text NOT NULL,
  PRIMARY KEY (tenant_id, entry_id, line),
  FOREIGN KEY (tenant_id, entry_id) REFERENCES journal_entry (tenant_id, id)
);
CREATE INDEX posting_account ON posting (tenant_id, account) INCLUDE (amount, currency);
COMMENT ON COLUMN posting.amount IS 'debit positive, credit negative; the postings of an entry sum to zero';

CREATE TABLE account_balance (
  tenant_id  uuid NOT NULL,
  patient_id uuid NOT NULL,
  currency   text NOT NULL,
  amount     numeric(18, 6) NOT NULL,
  entries    int NOT NULL,
  PRIMARY KEY (tenant_id, patient_id, currency)
) WITH (fillfactor = 80);
COMMENT ON COLUMN account_balance.amount IS 'what the patient''s account owes; negative is a credit';

CREATE FUNCTION journal_entry_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO account_balance AS b (tenant_id, patient_id, currency, amount, entries)
    SELECT tenant_id, patient_id, currency, sum(amount), count(*)::int FROM added GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (tenant_id, patient_id, currency) DO UPDATE SET amount = b.amount + excluded.amount, entries = b.entries + excluded.entries;
  RETURN NULL;
END $$;

-- Checked at commit: an entry has postings, they sum to zero, and its receivable side is its amount.
CREATE FUNCTION journal_entry_must_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE lines int; total numeric; receivable numeric;
BEGIN
  SELECT count(*), coalesce(sum(amount), 0), coalesce(sum(amount) FILTER (WHERE account = 'receivable'), 0)
    INTO lines, total, receivable FROM posting WHERE tenant_id = NEW.tenant_id AND entry_id = NEW.id;
  IF lines < 2 OR total <> 0 OR receivable <> NEW.amount THEN
    RAISE EXCEPTION 'journal entry % does not balance: % postings, sum %, receivable % of %', NEW.id, lines, total, receivable, NEW.amount
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER journal_entry_1_balance AFTER INSERT ON journal_entry REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION journal_entry_added();
CREATE TRIGGER journal_entry_2_bump AFTER INSERT ON journal_entry REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION chart_bump_added();
CREATE CONSTRAINT TRIGGER journal_entry_balances AFTER INSERT ON journal_entry DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION journal_entry_must_balance();

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['journal_entry', 'posting', 'account_balance'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant_only ON %I USING (tenant_id = app_tenant())', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT ON journal_entry, posting TO "{{app_role}}";
GRANT SELECT, INSERT, UPDATE ON account_balance TO "{{app_role}}";
