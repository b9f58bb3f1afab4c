"""The history of a place in plain sentences: no codes, no names of fields, both languages."""

import re
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import connection

from parkloop_web.audit.models import Event
from parkloop_web.database.rls import acting_as, because
from parkloop_web.ledger.models import Submission
from parkloop_web.pages.history import Names, line_of, value_words
from parkloop_web.pages.history_words import (
    CODES,
    FIELDS,
    PEOPLE,
    PLACES,
    SILENT,
    TABLES,
    TOLD_BY,
)

pytestmark = pytest.mark.django_db
NOBODY = Names({}, {})


def audited():
    """Every table under audit with its columns that are kept, as the database has them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, encode(t.tgargs, 'escape') FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE p.proname = 'audit_row' ORDER BY 1"
        )
        triggers = cursor.fetchall()
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public'"
        )
        columns = {}
        for table, column in cursor.fetchall():
            columns.setdefault(table, set()).add(column)
    for table, arguments in triggers:
        left_out = set(arguments.split("\\000")[1:])
        yield table, sorted(columns[table] - left_out)


def test_every_audited_table_and_field_has_words(people):
    tables = dict(audited())
    assert len(tables) > 30
    without = {table for table in tables if table not in TABLES}
    without |= {
        f"{table}.{column}"
        for table, columns in tables.items()
        for column in columns
        if column not in SILENT and column not in FIELDS
    }
    assert without == set(), "say them in pages/history_words.py"


def test_every_code_of_an_audited_field_has_words(people):
    tables = dict(audited())
    without = set()
    for model in apps.get_models():
        table = model._meta.db_table
        for field in model._meta.fields:
            if table in tables and field.choices and field.column not in SILENT:
                known = CODES.get((table, field.column), {})
                without |= {
                    f"{table}.{field.column}={code}"
                    for code, _ in field.choices
                    if code and code not in known
                }
    assert without == set(), "say them in pages/history_words.py"


def test_numbers_of_people_and_places_are_never_shown_as_numbers(people):
    tables = dict(audited())
    for model in apps.get_models():
        table = model._meta.db_table
        for field in model._meta.fields:
            if table not in tables or field.related_model is None or field.column in SILENT:
                continue
            if field.related_model._meta.db_table == "accounts_user":
                assert field.column in PEOPLE, f"{table}.{field.column}"
            elif field.related_model._meta.db_table == "parks_node":
                assert field.column in PLACES, f"{table}.{field.column}"


def test_what_a_row_is_told_by_exists(people):
    tables = dict(audited())
    for table, names in TOLD_BY.items():
        assert table in tables, table
        assert set(names) <= set(tables[table]), table


def test_words_stand_in_both_languages():
    for words in (*TABLES.values(), *FIELDS.values()):
        assert words.vi.strip()
        assert words.en.strip()


@pytest.mark.parametrize(
    ("table", "field", "value", "vi", "en"),
    [
        ("ledger_submission", "state", "submitted", "Đã gửi", "Submitted"),
        ("ledger_submission", "month", "2026-03-01", "03/2026", "Mar 2026"),
        ("ledger_comment", "asks_for_evidence", True, "có", "yes"),
        ("ledger_extension", "until", "2026-05-01", "01/05/2026", "1 May 2026"),
        ("parks_node", "kind", "water-body", "nguồn nước", "water body"),
        ("parks_plot", "area_ha", 12.5, "12,5", "12.5"),
        ("ledger_statedlimit", "stream", "diesel", "Dầu DO", "Gas/diesel oil"),
        ("ledger_comment", "text", None, "trống", "empty"),
        ("ledger_upload", "repairs", [1, 2], "2 mục", "2 items"),
    ],
)
def test_values_are_said_as_people_say_them(table, field, value, vi, en):
    said = value_words(table, field, value, NOBODY)
    assert said.en == en
    assert said.vi == vi or (field == "stream" and said.vi)


def test_a_line_is_a_sentence(people):
    event = Event(
        at=datetime(2026, 4, 1, tzinfo=UTC),
        user_id=people.users["operator"].pk,
        act="update",
        table="ledger_submission",
        before={"id": 1, "state": "submitted", "round": 0},
        after={"id": 1, "state": "returned", "round": 1},
        reason="meter photo missing",
    )
    line = line_of(event, Names({people.users["operator"].pk: people.users["operator"].called}, {}))
    changes = [(c.name.en, c.old.en, c.new.en) for c in line.changes]
    assert (line.who.en, line.said.en) == ("operator", "changed a month")
    assert ("state", "Submitted", "Returned") in changes


@pytest.mark.parametrize(("language", "state"), [("vi", "Đã gửi"), ("en", "Submitted")])
def test_the_page_shows_words_and_no_codes(people, language, state):
    with acting_as(people.users["tenant"].pk):
        because("asked by phone")
        month = Submission.objects.filter(enterprise=people.nodes["alpha"]).first()
        month.state = "open"
        month.save()
    client = people.client("tenant")
    client.cookies["parkloop_language"] = language
    page = client.get("/p/alpha/history/").content.decode()
    text = re.sub(r"<[^>]+>", "", page[page.index('<ol class="timeline">') :])
    assert state in text
    assert "asked by phone" in text
    for raw in ("submitted", "_id", "enterprise_id", "ledger_", "parks_", "open →"):
        assert raw not in text, raw
