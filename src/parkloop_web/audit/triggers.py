"""The migration step that puts a table under audit."""

from __future__ import annotations

from django.db import migrations


def audited(
    table: str, *, place: str = "enterprise_id", without: tuple[str, ...] = ()
) -> migrations.RunSQL:
    """Every write of a row becomes an event; ``place`` is the column that says whose it is.

    ``without`` names columns that are never kept: secrets and contents of files.
    """
    made, dropped = _trigger(table, place, without)
    return migrations.RunSQL(made, dropped)


def unaudited(
    table: str, *, place: str = "enterprise_id", without: tuple[str, ...] = ()
) -> migrations.RunSQL:
    """The reverse of ``audited`` with the same arguments, before a table is audited otherwise."""
    made, dropped = _trigger(table, place, without)
    return migrations.RunSQL(dropped, made)


def _trigger(table: str, place: str, without: tuple[str, ...]) -> tuple[str, str]:
    """How the trigger is made, and how it is dropped."""
    arguments = ", ".join(f"'{name}'" for name in (place, *without))
    return (
        f"CREATE TRIGGER {table}_audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION audit_row({arguments})",
        f"DROP TRIGGER {table}_audit ON {table}",
    )
