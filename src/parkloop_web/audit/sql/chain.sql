-- Who acts now, from the setting of the transaction; null when nobody does.
CREATE FUNCTION parkloop_user() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('parkloop.user', true), '')::bigint $$;

-- Writes one event per changed row. Argument 1: the column that names the enterprise or place.
-- Arguments 2…: columns that are never kept (secrets, contents of files).
CREATE FUNCTION audit_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    old_row jsonb;
    new_row jsonb;
    of_place bigint;
BEGIN
    IF TG_OP <> 'INSERT' THEN old_row := to_jsonb(OLD) - TG_ARGV[1:]; END IF;
    IF TG_OP <> 'DELETE' THEN new_row := to_jsonb(NEW) - TG_ARGV[1:]; END IF;
    IF old_row IS NOT DISTINCT FROM new_row THEN RETURN NULL; END IF;
    of_place := (coalesce(new_row, old_row) ->> TG_ARGV[0])::bigint;
    IF of_place IS NOT NULL THEN
        SELECT enterprise_id INTO of_place FROM parks_node WHERE id = of_place;
    END IF;
    INSERT INTO audit_event
        (at, user_id, request, act, table_name, row_id, enterprise_id, reason, before, after)
    VALUES (
        clock_timestamp(), parkloop_user(), coalesce(current_setting('parkloop.request', true), ''),
        lower(TG_OP), TG_TABLE_NAME,
        coalesce(coalesce(new_row, old_row) ->> 'id', coalesce(new_row, old_row) ->> 'enterprise_id', ''),
        of_place, coalesce(current_setting('parkloop.reason', true), ''), old_row, new_row);
    RETURN NULL;
END $$;

-- What an event says, as the bytes that are hashed.
CREATE FUNCTION audit_says(event audit_event) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT convert_to(jsonb_build_array(
        event.sequence, event.id, to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        event.user_id, event.request, event.act, event.table_name, event.row_id,
        event.enterprise_id, event.reason, event.before, event.after)::text, 'UTF8')
$$;

-- Links an event to the one before it. Runs as the transaction commits, so that the lock which
-- keeps the chain one chain is held for a moment only.
CREATE FUNCTION audit_link() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    last audit_event;
    this audit_event;
BEGIN
    PERFORM pg_advisory_xact_lock(4711, 1);
    SELECT * INTO last FROM audit_event WHERE sequence IS NOT NULL ORDER BY sequence DESC LIMIT 1;
    SELECT * INTO this FROM audit_event WHERE id = NEW.id;
    this.sequence := coalesce(last.sequence, 0) + 1;
    this.previous := coalesce(last.hash, '\x'::bytea);
    UPDATE audit_event
        SET sequence = this.sequence, previous = this.previous,
            hash = sha256(this.previous || audit_says(this))
        WHERE id = NEW.id;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER audit_event_link AFTER INSERT ON audit_event
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_link();

-- What has been linked stays as it is, for the owner of the table too.
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.hash IS NULL THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'The audit is append-only: event % cannot be %d.', OLD.id, lower(TG_OP);
END $$;

CREATE TRIGGER audit_event_refuse BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
