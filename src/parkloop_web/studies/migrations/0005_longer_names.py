"""A release is named after a data set, an index or a plan, whose names are longer than a year."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studies", "0004_basis_rights")]
    operations = [
        migrations.AlterField(
            model_name="publication",
            name="period",
            field=models.CharField(max_length=100),
        ),
    ]
