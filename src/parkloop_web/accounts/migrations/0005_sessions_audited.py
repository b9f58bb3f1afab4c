"""That a session ended is kept: whose, from where, who ended it. Its key is a secret and is not."""

from django.db import migrations

_WITHOUT = "'session_key', 'data', 'last_seen_at'"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_english_names"),
        ("audit", "0002_chain"),
        ("usersessions", "0001_initial"),
    ]
    operations = [
        # Not at every sign of life, as `audited` would have it: those are written with each page.
        migrations.RunSQL(
            "CREATE TRIGGER usersessions_usersession_audit AFTER DELETE ON usersessions_usersession "
            f"FOR EACH ROW EXECUTE FUNCTION audit_row('none', {_WITHOUT})",
            "DROP TRIGGER usersessions_usersession_audit ON usersessions_usersession",
        )
    ]
