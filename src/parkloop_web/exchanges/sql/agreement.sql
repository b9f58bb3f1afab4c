-- When both sides have accepted, each learns who the other is. SECURITY DEFINER, because neither
-- side may see the other's row.
CREATE FUNCTION exchanges_agreement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.answer = 'accept' AND NOT EXISTS (
        SELECT FROM exchanges_face f
        WHERE f.candidate_id = NEW.candidate_id AND f.id <> NEW.id AND f.answer <> 'accept'
    ) AND EXISTS (
        SELECT FROM exchanges_face f WHERE f.candidate_id = NEW.candidate_id AND f.id <> NEW.id
    ) THEN
        UPDATE exchanges_candidate SET agreed_at = now()
        WHERE id = NEW.candidate_id AND agreed_at IS NULL;
        UPDATE exchanges_face f SET partner_id = CASE f.side WHEN 'giver' THEN c.taker_id ELSE c.giver_id END
        FROM exchanges_candidate c
        WHERE c.id = f.candidate_id AND f.candidate_id = NEW.candidate_id AND f.partner_id IS NULL;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER exchanges_agreement AFTER UPDATE OF answer ON exchanges_face
    FOR EACH ROW EXECUTE FUNCTION exchanges_agreement();

-- An enterprise answers; it does not write what it is shown, nor who its partner is.
CREATE FUNCTION exchanges_face_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.content IS DISTINCT FROM OLD.content OR NEW.candidate_id <> OLD.candidate_id
        OR NEW.enterprise_id <> OLD.enterprise_id OR NEW.side <> OLD.side
        OR (NEW.partner_id IS DISTINCT FROM OLD.partner_id AND pg_trigger_depth() < 2) THEN
        RAISE EXCEPTION 'What a side is shown of a candidate is not changed.';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER exchanges_face_kept BEFORE UPDATE ON exchanges_face
    FOR EACH ROW EXECUTE FUNCTION exchanges_face_kept();
