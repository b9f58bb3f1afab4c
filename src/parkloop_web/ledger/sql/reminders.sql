-- Reminders: whoever fills in an enterprise's months is told before one is due, and once it is
-- late. SECURITY DEFINER, because nobody is signed in when the clock strikes; it only adds notices
-- to people about their own months, each once (the mark). Sentences come from the caller: %1$s is
-- the enterprise, %2$s the month, %3$s the day it is due.
CREATE FUNCTION ledger_remind(
    today date, before_vi text, before_en text, late_vi text, late_en text
) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH months AS (
        SELECT n.id AS enterprise_id, n.code, n.name_vi, n.name_en, n.operator, n.park_id,
            m::date AS month,
            coalesce(x.until, (m + make_interval(months => coalesce(d.months_after, 1)::int)
                + make_interval(days => least(
                    coalesce(d.day, 15)::int,
                    extract(day FROM m + make_interval(months => coalesce(d.months_after, 1)::int + 1)
                        - interval '1 day')::int) - 1))::date) AS due,
            coalesce(d.remind_days_before, 5)::int AS days_before
        FROM parks_node n
        CROSS JOIN generate_series(
            date_trunc('month', today::timestamp) - interval '3 months',
            date_trunc('month', today::timestamp) - interval '1 month', interval '1 month') m
        LEFT JOIN ledger_deadline d ON d.zone_id = n.zone_id
        LEFT JOIN ledger_extension x ON x.enterprise_id = n.id AND x.month = m::date
        LEFT JOIN ledger_submission s ON s.enterprise_id = n.id AND s.month = m::date
        WHERE n.kind = 'enterprise' AND n.closed_on IS NULL
          AND coalesce(s.state, 'open') NOT IN ('submitted', 'approved', 'accepted')
    ), told AS (
        INSERT INTO ledger_notice
            (user_id, enterprise_id, kind, text_vi, text_en, link, at, mark)
        SELECT p.user_id, m.enterprise_id, CASE WHEN today > m.due THEN 'late' ELSE 'due' END,
            format(CASE WHEN today > m.due THEN late_vi ELSE before_vi END,
                m.name_vi, to_char(m.month, 'MM/YYYY'), to_char(m.due, 'DD/MM/YYYY')),
            format(CASE WHEN today > m.due THEN late_en ELSE before_en END,
                m.name_en, to_char(m.month, 'MM/YYYY'), to_char(m.due, 'DD/MM/YYYY')),
            '/p/' || m.code || '/year/' || to_char(m.month, 'YYYY') || '/',
            statement_timestamp(),
            format('%s-%s-%s', CASE WHEN today > m.due THEN 'late' ELSE 'due' END,
                m.enterprise_id, to_char(m.month, 'YYYY-MM'))
        FROM months m
        JOIN accounts_membership p ON
            (p.place_id = m.enterprise_id AND p.role IN ('tenant-admin', 'tenant-editor'))
            OR (m.operator AND p.place_id = m.park_id AND p.role IN ('operator-admin', 'operator'))
        JOIN accounts_user u ON u.id = p.user_id AND u.is_active
        WHERE today >= m.due - m.days_before
          AND p.valid_from <= statement_timestamp()
          AND (p.valid_until IS NULL OR p.valid_until > statement_timestamp())
        ON CONFLICT (user_id, mark) WHERE NOT (mark = '') DO NOTHING
        RETURNING 1
    )
    SELECT count(*) FROM told
$$;
