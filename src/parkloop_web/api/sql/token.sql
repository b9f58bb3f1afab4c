-- Whose a token is, if it may still be used. Asked before anybody is known; says nothing without
-- the hash of the whole secret.
CREATE FUNCTION parkloop_token(of_digest text) RETURNS TABLE (user_id bigint, scopes jsonb)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE accounts_token t SET last_used_at = now()
    FROM accounts_user u
    WHERE t.digest = of_digest AND t.revoked_at IS NULL AND t.expires_at > statement_timestamp()
      AND u.id = t.user_id AND u.is_active
    RETURNING t.user_id, t.scopes
$$;
