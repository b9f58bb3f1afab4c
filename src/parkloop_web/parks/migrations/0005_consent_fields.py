"""One vocabulary of what a consent speaks of. "identity" was the name; what nothing ever read
(prices, composition, footprints) is ended, so that nobody takes it for more than it was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parks", "0004_rights_once_a_query")]
    operations = [
        migrations.RunSQL(
            [
                "UPDATE parks_consent SET field = 'name' WHERE field = 'identity'",
                "UPDATE parks_consent SET valid_until = least(valid_until, now()) "
                "WHERE field NOT IN ('name', 'quantity', 'temperature')",
            ],
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            "consent",
            "field",
            models.CharField(
                choices=[
                    ("name", "Name"),
                    ("quantity", "Quantity"),
                    ("temperature", "Temperature"),
                ],
                max_length=100,
            ),
        ),
    ]
