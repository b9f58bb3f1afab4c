"""Who may see searches, candidates, faces and cases; agreement of both sides; audit."""

from django.db import migrations

from parkloop_web.audit.triggers import audited
from parkloop_web.database.rls import (
    EDITABLE,
    MANDATED,
    OVERSEEN,
    OWN,
    among,
    either,
    protect,
    sql_file,
)


def led_by(column: str) -> str:
    """The place of the column is operated or governed by whoever asks."""
    zone = f"(SELECT n.zone_id FROM parks_node n WHERE n.id = {column})"
    return either(among("parkloop_operator_parks", column), among("parkloop_board_zones", zone))


OF_SEARCH = "EXISTS (SELECT FROM exchanges_search s WHERE s.id = search_id)"
OF_CANDIDATE = "EXISTS (SELECT FROM exchanges_candidate c WHERE c.id = candidate_id)"
PARTY = either(
    *(
        among(f"parkloop_{kind}", f"{side}_id")
        for kind in ("own", "mandated", "overseen")
        for side in ("giver", "taker")
    )
)
CASE_SEEN = either(led_by("broker_id"), f"(shared_at IS NOT NULL AND {PARTY})")
WRITES_CASE = either(
    led_by("c.broker_id"),
    *(
        f"(c.shared_at IS NOT NULL AND {among('parkloop_editable', f'c.{side}_id')})"
        for side in ("giver", "taker")
    ),
)


def of_case(table: str, *, delete: bool = False) -> migrations.RunSQL:
    """Rows of a case are read with it, and written by its broker and its parties' editors."""
    written = f"EXISTS (SELECT FROM exchanges_case c WHERE c.id = case_id AND {WRITES_CASE})"
    return protect(
        table,
        read="EXISTS (SELECT FROM exchanges_case c WHERE c.id = case_id)",
        insert=written,
        update=written,
        delete=written if delete else "false",
    )


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0001_initial"), ("studies", "0002_rights")]
    operations = [
        protect("exchanges_search", read=led_by("place_id"), insert=led_by("place_id")),
        protect("exchanges_candidate", read=OF_SEARCH, insert=OF_SEARCH, update=OF_SEARCH),
        protect(
            "exchanges_face",
            read=either(OWN, MANDATED, OF_CANDIDATE),
            insert=OF_CANDIDATE,
            update=EDITABLE,
        ),
        protect(
            "exchanges_ownside",
            read=either(OWN, MANDATED, OVERSEEN),
            insert=EDITABLE,
            update=EDITABLE,
        ),
        protect(
            "exchanges_case",
            read=CASE_SEEN,
            insert=led_by("broker_id"),
            update=led_by("broker_id"),
        ),
        of_case("exchanges_casestep"),
        of_case("exchanges_caserisk"),
        of_case("exchanges_casepromise", delete=True),
        of_case("exchanges_casedocument"),
        sql_file("parkloop_web.exchanges", "agreement.sql"),
        audited("exchanges_search", place="place_id", without=("offers", "needs", "gaps")),
        audited("exchanges_face", without=("content",)),
        audited("exchanges_ownside"),
        audited("exchanges_case", place="giver_id"),
        audited("exchanges_casestep", place="none"),
        audited("exchanges_caserisk", place="none"),
        audited("exchanges_casepromise", place="none"),
        audited("exchanges_casedocument", place="none", without=("content",)),
    ]
