-- Cases that one may appraise now. SECURITY DEFINER, because mandates are protected themselves.
CREATE FUNCTION parkloop_appraised() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(a.case_id), '{}')
    FROM certification_appraisal a JOIN accounts_user u ON u.id = a.appraiser_id
    WHERE a.appraiser_id = parkloop_user() AND u.is_active AND a.valid_until > statement_timestamp()
$$;
