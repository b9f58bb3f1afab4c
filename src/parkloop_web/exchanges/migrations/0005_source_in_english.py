from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0004_networks_rights")]
    operations = [
        migrations.AddField(
            model_name="planrow",
            name="source_en",
            field=models.CharField(blank=True, max_length=500),
        ),
    ]
