-- Rights: which places a person has to do with, now. SECURITY DEFINER, because the rows that say
-- so are protected themselves. Every function returns an empty array when nobody acts.
--
-- `= ANY ((SELECT f())::bigint[])` asks f once in a query; `= ANY (f())` asks it anew for every row.
-- The file may be run again over itself: a change here needs a migration that does so.

CREATE OR REPLACE FUNCTION parkloop_places(roles text[]) RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(m.place_id), '{}')
    FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
    WHERE m.user_id = parkloop_user() AND u.is_active AND m.role = ANY (roles)
      AND m.valid_from <= statement_timestamp() AND (m.valid_until IS NULL OR m.valid_until > statement_timestamp())
$$;

CREATE OR REPLACE FUNCTION parkloop_board_zones() RETURNS bigint[] LANGUAGE sql STABLE AS
$$ SELECT parkloop_places('{board-admin,board}') $$;

CREATE OR REPLACE FUNCTION parkloop_operator_parks() RETURNS bigint[] LANGUAGE sql STABLE AS
$$ SELECT parkloop_places('{operator-admin,operator}') $$;

-- Enterprises whose data one may change: one's own, and the operator's of one's park.
CREATE OR REPLACE FUNCTION parkloop_editable() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT parkloop_places('{tenant-admin,tenant-editor}') || coalesce((
        SELECT array_agg(id) FROM parks_node
        WHERE operator AND kind = 'enterprise' AND park_id = ANY ((SELECT parkloop_operator_parks())::bigint[])), '{}')
$$;

-- Enterprises that one belongs to.
CREATE OR REPLACE FUNCTION parkloop_own() RETURNS bigint[] LANGUAGE sql STABLE AS
$$ SELECT parkloop_editable() || parkloop_places('{tenant-viewer}') $$;

CREATE OR REPLACE FUNCTION parkloop_mandated() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(m.enterprise_id), '{}')
    FROM accounts_mandate m JOIN accounts_user u ON u.id = m.expert_id
    WHERE m.expert_id = parkloop_user() AND u.is_active
      AND m.valid_from <= statement_timestamp() AND m.valid_until > statement_timestamp()
$$;

-- Enterprises of the parks one operates and of the zones one governs: what was submitted is seen.
CREATE OR REPLACE FUNCTION parkloop_overseen() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(id), '{}') FROM parks_node
    WHERE kind = 'enterprise'
      AND (park_id = ANY ((SELECT parkloop_operator_parks())::bigint[]) OR zone_id = ANY ((SELECT parkloop_board_zones())::bigint[]))
$$;

-- Parks one operates, governs, or has an enterprise in.
CREATE OR REPLACE FUNCTION parkloop_parks() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT park_id), '{}') FROM parks_node
    WHERE kind = 'enterprise' AND id = ANY ((SELECT parkloop_own() || parkloop_mandated() || parkloop_overseen())::bigint[])
$$;

CREATE OR REPLACE FUNCTION parkloop_zones() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT zone_id), '{}') FROM parks_node
    WHERE id = ANY ((SELECT parkloop_own() || parkloop_mandated() || parkloop_operator_parks()
                            || parkloop_board_zones())::bigint[])
$$;

-- Enterprises that run the utilities of parks in one's zones: their networks are known to all.
CREATE OR REPLACE FUNCTION parkloop_operators() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(id), '{}') FROM parks_node
    WHERE operator AND kind = 'enterprise' AND zone_id = ANY ((SELECT parkloop_zones())::bigint[])
$$;

-- Operators of the parks that one's own enterprises (or those of a mandate) stand in.
CREATE OR REPLACE FUNCTION parkloop_utilities() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(o.id), '{}') FROM parks_node o
    WHERE o.operator AND o.kind = 'enterprise' AND o.park_id IN (
        SELECT e.park_id FROM parks_node e
        WHERE e.id = ANY ((SELECT parkloop_own() || parkloop_mandated())::bigint[]))
$$;

-- The first zone of an installation and its first administrator. Later everything is written
-- under rights; there is no other door.
CREATE OR REPLACE FUNCTION parkloop_found_zone(
    of_code text, vi text, en text, founder bigint, is_fictional boolean, source_in_vi text, source_in_en text
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    founded bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(4711, 2);
    IF EXISTS (SELECT FROM parks_node WHERE kind = 'zone') THEN
        RAISE EXCEPTION 'This installation has a zone already.';
    END IF;
    INSERT INTO parks_node (code, kind, name_vi, name_en, activity, industry, operator, attributes,
        region, time_zone, fictional, source_vi, source_en, search)
    VALUES (of_code, 'zone', vi, en, '', '', false, '{}', 'VN', 'Asia/Ho_Chi_Minh', is_fictional,
        source_in_vi, source_in_en, '')
    RETURNING id INTO founded;
    INSERT INTO accounts_membership (user_id, role, place_id, valid_from)
    VALUES (founder, 'board-admin', founded, now());
    RETURN founded;
END $$;

-- Places at which one may give roles.
CREATE OR REPLACE FUNCTION parkloop_grantable() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(id), '{}') FROM parks_node
    WHERE kind IN ('zone', 'park', 'enterprise')
      AND (zone_id = ANY ((SELECT parkloop_places('{board-admin}'))::bigint[])
           OR park_id = ANY ((SELECT parkloop_places('{operator-admin}'))::bigint[])
           OR id = ANY ((SELECT parkloop_places('{tenant-admin}'))::bigint[]))
$$;

-- A node's zone, park and enterprise are its parent's, or itself; its names without accents.
CREATE OR REPLACE FUNCTION parks_node_place() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    above parks_node;
BEGIN
    IF NEW.parent_id IS NOT NULL THEN
        SELECT * INTO above FROM parks_node WHERE id = NEW.parent_id;
        NEW.zone_id := above.zone_id;
        NEW.park_id := above.park_id;
        NEW.enterprise_id := above.enterprise_id;
    END IF;
    IF NEW.kind = 'zone' THEN NEW.zone_id := NEW.id; END IF;
    IF NEW.kind = 'park' THEN NEW.park_id := NEW.id; END IF;
    IF NEW.kind = 'enterprise' THEN NEW.enterprise_id := NEW.id; END IF;
    NEW.search := lower(unaccent(NEW.code || ' ' || NEW.name_vi || ' ' || NEW.name_en));
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER parks_node_place BEFORE INSERT OR UPDATE ON parks_node
    FOR EACH ROW EXECUTE FUNCTION parks_node_place();

CREATE INDEX IF NOT EXISTS parks_node_search ON parks_node USING gin (search gin_trgm_ops);

-- Whether all that is here is invented.
CREATE OR REPLACE FUNCTION parkloop_is_demo() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(bool_and(fictional), false) FROM parks_node WHERE kind = 'zone'
$$;

CREATE OR REPLACE FUNCTION parkloop_is_founded() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$ SELECT EXISTS (SELECT FROM parks_node WHERE kind = 'zone') $$;
