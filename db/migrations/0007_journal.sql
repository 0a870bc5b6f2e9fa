-- What was posted or noted stays as it was: closed against the application's own role, not only against its code.

-- Which transaction made an entry. Its postings come in the same one, so that nothing is added to an entry that stands.
-- Entries made before this column was there have 0, which is no transaction.
ALTER TABLE journal_entry ADD COLUMN made_in xid8 NOT NULL DEFAULT '0';
ALTER TABLE journal_entry ALTER COLUMN made_in SET DEFAULT pg_current_xact_id();
COMMENT ON COLUMN journal_entry.made_in IS 'the transaction that made the entry and its postings; 0 for entries older than this column';

REVOKE INSERT ON journal_entry FROM "{{app_role}}";
GRANT INSERT (tenant_id, id, patient_id, posted_at, kind, amount, currency, description, source_type, source_id, reverses, created_by)
  ON journal_entry TO "{{app_role}}";

-- Checked at commit, whichever of the two tables was written last: an entry has postings, in each currency they sum to zero,
-- and the receivable side is the entry's amount. As the owner: which tenant is set at commit changes nothing.
CREATE FUNCTION assert_entry_balances(of_tenant uuid, of_entry uuid) RETURNS void
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE lines int; is_even boolean; receivable numeric; elsewhere numeric; wanted numeric;
BEGIN
  SELECT e.amount, coalesce(sum(c.n), 0), coalesce(bool_and(c.total = 0), false),
         coalesce(sum(c.receivable) FILTER (WHERE c.currency = e.currency), 0),
         coalesce(sum(abs(c.receivable)) FILTER (WHERE c.currency <> e.currency), 0)
    INTO wanted, lines, is_even, receivable, elsewhere
    FROM journal_entry e LEFT JOIN LATERAL (
      SELECT p.currency, count(*) AS n, sum(p.amount) AS total,
             coalesce(sum(p.amount) FILTER (WHERE p.account = 'receivable'), 0) AS receivable
      FROM posting p WHERE p.tenant_id = e.tenant_id AND p.entry_id = e.id GROUP BY p.currency) AS c ON true
    WHERE e.tenant_id = of_tenant AND e.id = of_entry GROUP BY e.amount;
  IF lines >= 2 AND is_even AND receivable = wanted AND elsewhere = 0 THEN
    RETURN;
  END IF;
  RAISE EXCEPTION 'journal entry % does not balance: % postings, receivable % of %', of_entry, lines, receivable, wanted
    USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE OR REPLACE FUNCTION journal_entry_must_balance() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM assert_entry_balances(NEW.tenant_id, NEW.id);
  RETURN NULL;
END $$;

CREATE FUNCTION posting_must_balance() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM assert_entry_balances(NEW.tenant_id, NEW.entry_id);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER posting_balances AFTER INSERT ON posting DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION posting_must_balance();

CREATE FUNCTION posting_comes_with_entry() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE late uuid;
BEGIN
  SELECT a.entry_id INTO late FROM added a JOIN journal_entry e ON e.tenant_id = a.tenant_id AND e.id = a.entry_id
    WHERE e.made_in <> pg_current_xact_id() LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'journal entry % stands: postings come in its own transaction', late
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER posting_1_with_entry AFTER INSERT ON posting REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION posting_comes_with_entry();

-- A balance is what its entries say: only their trigger writes it, as the owner.
ALTER FUNCTION journal_entry_added() SECURITY DEFINER SET search_path = public, pg_temp;
REVOKE INSERT, UPDATE ON account_balance FROM "{{app_role}}";

REVOKE ALL ON FUNCTION assert_entry_balances(uuid, uuid), journal_entry_must_balance(), posting_must_balance(),
  posting_comes_with_entry(), journal_entry_added() FROM PUBLIC;

-- The trail: when is the database's clock, who is whom the transaction was opened for. A transaction that named nobody notes
-- nothing. A command has a name and no id; callers without a session are named by the one function that notes them.
REVOKE INSERT ON audit_event FROM "{{app_role}}";
GRANT INSERT (tenant_id, action, outcome, actor_id, actor, session_id, patient_id, target_ids, query_hash, request_id, ip, detail)
  ON audit_event TO "{{app_role}}";
CREATE POLICY own_actor ON audit_event AS RESTRICTIVE FOR INSERT WITH CHECK (
  actor = nullif(current_setting('app.actor', true), '')
  AND actor_id IS NOT DISTINCT FROM nullif(current_setting('app.actor_id', true), '')::uuid);
COMMENT ON COLUMN audit_event.actor_id IS 'the person whom the transaction was opened for (app.actor_id); NULL for commands and callers without a session';
COMMENT ON COLUMN audit_event.actor IS 'the address or name beside it (app.actor): a person''s, a command''s, or the one that was tried at sign-in';
