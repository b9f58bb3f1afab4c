"""Who sees a case: the applicant, the board, and the appraisers of this one case."""

from django.db import migrations

from parkloop_web.audit.triggers import audited
from parkloop_web.database.rls import EDITABLE, OWN, among, either, protect, sql_file

BOARD = among("parkloop_board_zones", "zone_id")
OPERATOR = f"(enterprise_id IS NULL AND {among('parkloop_operator_parks', 'park_id')})"
APPRAISER = among("parkloop_appraised", "id")
#: Rows of a case are seen by those who see the case: its own policy decides in the subquery.
OF_CASE = "EXISTS (SELECT FROM certification_case c WHERE c.id = case_id)"
BOARD_OF_CASE = (
    "EXISTS (SELECT FROM certification_case c WHERE c.id = case_id "
    "AND c.zone_id = ANY ((SELECT parkloop_board_zones())::bigint[]))"
)
#: Appraisers do not act in a case; they give opinions.
ACTS_IN_CASE = (
    "EXISTS (SELECT FROM certification_case c WHERE c.id = case_id AND NOT "
    "(c.id = ANY ((SELECT parkloop_appraised())::bigint[])))"
)
ME = "by_id = parkloop_user()"


class Migration(migrations.Migration):
    dependencies = [("certification", "0001_initial"), ("parks", "0002_rights")]
    operations = [
        sql_file("parkloop_web.certification", "rights.sql"),
        protect(
            "certification_case",
            read=either(BOARD, OPERATOR, OWN, APPRAISER),
            insert=either(OPERATOR, EDITABLE),
            update=either(BOARD, OPERATOR, EDITABLE),
        ),
        protect("certification_caseevent", read=OF_CASE, insert=f"({ME} AND {ACTS_IN_CASE})"),
        protect("certification_casefile", read=OF_CASE, insert=ACTS_IN_CASE),
        protect(
            "certification_appraisal",
            read=either("appraiser_id = parkloop_user()", BOARD_OF_CASE),
            insert=BOARD_OF_CASE,
            update=BOARD_OF_CASE,
            delete=BOARD_OF_CASE,
        ),
        protect(
            "certification_opinion",
            read=OF_CASE,
            insert=f"({ME} AND {among('parkloop_appraised', 'case_id')})",
        ),
        # A register of certificates is public: that is what it is for.
        protect("certification_certificate", read="true", insert=BOARD, update=BOARD),
        audited("certification_case", without=("content",)),
        audited("certification_caseevent", place="none"),
        audited("certification_casefile", place="none", without=("content",)),
        audited("certification_appraisal", place="none"),
        audited("certification_opinion", place="none"),
        audited("certification_certificate", place="none"),
    ]
