"""Jobs for tests: one that writes rows slowly, one that is refused, one with a fault."""

import time

from django.db import connection

from parkloop.errors import RequestError
from parkloop.texts import Text
from parkloop_web.jobs.running import job
from parkloop_web.ledger.models import Notice


def asker():
    """Whose rights hold here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT parkloop_user()")
        return cursor.fetchone()[0]


REFUSAL = Text("Tệp này không có dòng nào.", "This file has no rows.")


@job("tests.write_slowly")
def write_slowly(progress, *, mark, rows, pause_s):
    """Rows one by one, each a statement of its own, as an import's batches are."""
    user_id = asker()
    for number in range(rows):
        Notice.objects.create(
            user_id=user_id, kind=mark, text_vi=f"dòng {number}", text_en=f"row {number}"
        )
        progress(Text("Đang ghi", "Writing"), number / rows)
        time.sleep(pause_s)


failures: list[tuple[Text, dict[str, object]]] = []


@job("tests.refuse", on_failure=lambda fault, **arguments: failures.append((fault, arguments)))
def refuse(progress, *, mark):
    Notice.objects.create(user_id=asker(), kind=mark, text_vi="x", text_en="y")
    raise RequestError(REFUSAL)


@job("tests.break")
def break_down(progress):
    raise ZeroDivisionError
