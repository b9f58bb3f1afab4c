"""Plots are written by the board of their zone and the operator of their park, by nobody else;
also in a park that has no enterprise yet."""

from django.db import migrations

from parkloop_web.database.rls import among, either

_BOARD_PARK = (
    "park_id IN (SELECT id FROM parks_node WHERE kind = 'park' AND "
    f"{among('parkloop_board_zones', 'zone_id')})"
)
_KEEPERS = either(among("parkloop_operator_parks", "park_id"), _BOARD_PARK)
_READERS = either(among("parkloop_parks", "park_id"), _KEEPERS)


class Migration(migrations.Migration):
    dependencies = [("parks", "0002_rights")]
    operations = [
        migrations.RunSQL(
            [
                f"ALTER POLICY parks_plot_read ON parks_plot USING ({_READERS})",
                f"ALTER POLICY parks_plot_insert ON parks_plot WITH CHECK ({_KEEPERS})",
                f"ALTER POLICY parks_plot_update ON parks_plot USING ({_KEEPERS}) "
                f"WITH CHECK ({_KEEPERS})",
                f"ALTER POLICY parks_plot_delete ON parks_plot USING ({_KEEPERS})",
            ],
            migrations.RunSQL.noop,
        )
    ]
