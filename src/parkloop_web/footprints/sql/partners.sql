-- A partner's system acts under a setting of its own, ``parkloop.partner``; there is no person.
CREATE FUNCTION parkloop_partner() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('parkloop.partner', true), '')::bigint $$;

-- Data sets that the acting partner may receive now: consent given, not withdrawn, not ended, and
-- the partner's own access neither revoked nor ended.
CREATE FUNCTION parkloop_released() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(r.issued_id), '{}')
    FROM footprints_release r JOIN footprints_partner p ON p.id = r.partner_id
    WHERE p.id = parkloop_partner() AND p.revoked_at IS NULL
      AND p.valid_until > statement_timestamp()
      AND r.withdrawn_at IS NULL AND r.valid_until > statement_timestamp()
$$;

-- Signing in happens before anybody acts: one partner by its client id, if its access holds.
CREATE FUNCTION parkloop_find_partner(client text)
RETURNS TABLE (id bigint, secret text, enterprise_id bigint) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT p.id, p.secret::text, p.enterprise_id FROM footprints_partner p
    WHERE p.client_id = client AND p.revoked_at IS NULL AND p.valid_until > statement_timestamp()
$$;
