-- Whether the month of an enterprise can still be written by those who state its data.
CREATE FUNCTION ledger_month_open(of_enterprise bigint, of_month date) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT NOT EXISTS (
        SELECT FROM ledger_submission s
        WHERE s.enterprise_id = of_enterprise AND s.month = of_month
          AND s.state IN ('submitted', 'approved', 'accepted'))
$$;

-- Whether what was recorded then has been handed in since. Asked about the operator's entries by
-- tenants, who see its utilities but not its months.
CREATE FUNCTION ledger_was_submitted(of_enterprise bigint, of_month date, recorded timestamptz)
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM ledger_submission s
        WHERE s.enterprise_id = of_enterprise AND s.month = of_month AND s.seen_until >= recorded)
$$;

-- The newest version of each statement, unless it is void.
CREATE FUNCTION ledger_keep_current() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM ledger_current c
        USING (SELECT DISTINCT enterprise_id, key FROM added) n
        WHERE c.enterprise_id = n.enterprise_id AND c.key = n.key;
    INSERT INTO ledger_current (entry_id, enterprise_id, zone_id, key, meter, start, "end", month)
    SELECT id, enterprise_id, zone_id, key,
        CASE WHEN series <> '' AND kind = 'flow' AND quantity IS NOT NULL
             THEN md5(concat_ws(E'\x1f', stream, property, from_node, to_node, activity, series, reference, status))
             ELSE '' END,
        start, "end", month
    FROM (
        SELECT DISTINCT ON (enterprise_id, key) * FROM added ORDER BY enterprise_id, key, version DESC
    ) newest
    WHERE NOT void;
    -- One event per enterprise and import, with a hash over what was added.
    INSERT INTO audit_event
        (at, user_id, request, act, table_name, row_id, enterprise_id, reason, before, after)
    SELECT clock_timestamp(), parkloop_user(), coalesce(current_setting('parkloop.request', true), ''),
        'insert', 'ledger_entry', import_id, enterprise_id, max(reason), NULL,
        jsonb_build_object(
            'entries', count(*),
            'new', count(*) FILTER (WHERE version = 1),
            'corrected', count(*) FILTER (WHERE version > 1 AND NOT void),
            'voided', count(*) FILTER (WHERE void),
            'recorded_by', min(recorded_by),
            'contents', encode(sha256(convert_to(string_agg(entry, '' ORDER BY entry), 'UTF8')), 'hex'))
    FROM added GROUP BY enterprise_id, import_id;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_entry_current AFTER INSERT ON ledger_entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_keep_current();

CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The ledger is append-only: entry % cannot be %d.', OLD.entry, lower(TG_OP);
END $$;

CREATE TRIGGER ledger_entry_refuse BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();

-- One meter, one period: no two current readings of the same meter overlap, by any path.
ALTER TABLE ledger_current ADD CONSTRAINT ledger_current_no_overlap
    EXCLUDE USING gist (enterprise_id WITH =, meter WITH =, tstzrange(start, "end") WITH &&)
    WHERE (meter <> '') DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX ledger_entry_parties ON ledger_entry USING gin (parties);
