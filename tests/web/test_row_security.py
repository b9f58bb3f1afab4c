"""Row-level security: on every table of tenants, and nothing without a context."""

import pytest
from django.db import connection

from parkloop_web.database.rls import APPEND_ONLY, NOT_OF_TENANTS, READ_ONLY

pytestmark = pytest.mark.django_db


def tables():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relrowsecurity FROM pg_class c JOIN pg_namespace n "
            "ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND relkind IN ('r', 'p')"
        )
        return dict(cursor.fetchall())


def test_every_table_of_tenants_is_protected():
    of_tenants = {
        name: protected
        for name, protected in tables().items()
        if name not in NOT_OF_TENANTS and not name.startswith("procrastinate_")
    }
    assert {name for name, protected in of_tenants.items() if not protected} == set()
    assert len(of_tenants) >= 20


def test_the_application_can_neither_pass_by_nor_own():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb "
            "FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("parkloop_app", False, False, False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("table", [*APPEND_ONLY, *READ_ONLY])
@pytest.mark.parametrize("privilege", ["UPDATE", "DELETE", "TRUNCATE"])
def test_what_is_written_once_cannot_be_changed(table, privilege):
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, %s)", [table, privilege])
        assert cursor.fetchone() == (False,)


def test_no_context_no_rows():
    with connection.cursor() as cursor:
        for name, protected in tables().items():
            if protected and name != "studies_publication":
                cursor.execute(f'SELECT count(*) FROM "{name}"')
                assert cursor.fetchone() == (0,), name
