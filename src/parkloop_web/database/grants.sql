-- What the application's role may do. Run by the owner after every migration; any number of times.
GRANT USAGE ON SCHEMA public TO parkloop_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO parkloop_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO parkloop_app;
REVOKE UPDATE, DELETE, TRUNCATE ON ledger_entry FROM parkloop_app;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON audit_event, ledger_current FROM parkloop_app;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM parkloop_app;
