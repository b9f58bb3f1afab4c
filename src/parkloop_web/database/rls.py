"""Row-level security in words: who may read and who may write the rows of a table.

Policies read one setting of the transaction, ``parkloop.user``, and nothing else; the functions
they call (``parks/sql/rights.sql``) resolve memberships and mandates valid now. Without the
setting every function returns an empty array, so there are no rows: not all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Final

from django.db import connection, migrations, transaction

#: Tables that the application may read and add to, never change or empty.
APPEND_ONLY: Final = ("ledger_entry",)
#: Tables that only triggers write.
READ_ONLY: Final = ("audit_event", "ledger_current")
#: Tables without rows of tenants: accounts, sessions and the machinery of libraries.
NOT_OF_TENANTS: Final = frozenset(
    {
        "accounts_signinlink",
        "accounts_user",
        "account_emailaddress",
        "account_emailconfirmation",
        "auth_group",
        "auth_group_permissions",
        "auth_permission",
        "django_content_type",
        "django_migrations",
        "django_session",
        "mfa_authenticator",
        "parkloop_cache",
        "socialaccount_socialaccount",
        "socialaccount_socialapp",
        "socialaccount_socialtoken",
        "usersessions_usersession",
    }
)


def among(function: str, column: str = "enterprise_id") -> str:
    """SQL: the column is one of the ids that a rights function returns (asked once a query)."""
    return f"{column} = ANY ((SELECT {function}())::bigint[])"


OWN = among("parkloop_own")
MANDATED = among("parkloop_mandated")
OVERSEEN = among("parkloop_overseen")
EDITABLE = among("parkloop_editable")


def either(*conditions: str) -> str:
    return "(" + " OR ".join(conditions) + ")"


def protect(
    table: str, *, read: str, insert: str = "false", update: str = "false", delete: str = "false"
) -> migrations.RunSQL:
    """The migration step that puts a table under policies; what is not named is forbidden."""
    return migrations.RunSQL(
        [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"CREATE POLICY {table}_read ON {table} FOR SELECT USING ({read})",
            f"CREATE POLICY {table}_insert ON {table} FOR INSERT WITH CHECK ({insert})",
            f"CREATE POLICY {table}_update ON {table} FOR UPDATE USING ({update}) "
            f"WITH CHECK ({update})",
            f"CREATE POLICY {table}_delete ON {table} FOR DELETE USING ({delete})",
        ],
        [
            f"DROP POLICY {table}_read ON {table}",
            f"DROP POLICY {table}_insert ON {table}",
            f"DROP POLICY {table}_update ON {table}",
            f"DROP POLICY {table}_delete ON {table}",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        ],
    )


def sql_file(package: str, name: str) -> migrations.RunSQL:
    """The migration step that runs a file of SQL beside the models."""
    text = files(package).joinpath("sql", name).read_text("utf-8")
    # One string in a list is sent whole: statements need no splitting.
    return migrations.RunSQL([text], migrations.RunSQL.noop)


def set_context(user_id: int | None, *, request: str = "", reason: str = "") -> None:
    """Say for the rest of the transaction who acts, in which request, and why."""
    _set(("" if user_id is None else str(user_id), request, reason))


def because(reason: str) -> None:
    """Give the reason of the writes that follow in this transaction; the audit keeps it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('parkloop.reason', %s, true)", [reason])


@contextmanager
def acting_as(user_id: int | None, *, request: str = "", reason: str = "") -> Iterator[None]:
    """A transaction under the rights of one person; background work uses the same.

    Inside another transaction the rights that held before hold again afterwards.
    """
    with transaction.atomic():
        before = _context()
        set_context(user_id, request=request, reason=reason)
        yield
        _set(before)


def _context() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('parkloop.user', true), ''), "
            "coalesce(current_setting('parkloop.request', true), ''), "
            "coalesce(current_setting('parkloop.reason', true), '')"
        )
        return tuple(cursor.fetchone())


def _set(context: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('parkloop.user', %s, true), "
            "set_config('parkloop.request', %s, true), set_config('parkloop.reason', %s, true)",
            context,
        )
