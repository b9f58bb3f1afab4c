"""Things of alpha's that the addresses of data pages speak of, and who may open those pages."""

from __future__ import annotations

from typing import Any

from parkloop_web.accounts.identity import identify
from parkloop_web.database.rls import acting_as
from parkloop_web.footprints.keeping import Question, make
from parkloop_web.footprints.pictures import PRODUCTS
from parkloop_web.footprints.traces import Scene
from parkloop_web.ledger.commenting import say_in_thread
from parkloop_web.ledger.evidence import add_evidence
from parkloop_web.ledger.intake import receive_upload
from parkloop_web.ledger.intake_taking import keep_check, take_in
from parkloop_web.ledger.models import Entry, Upload
from parkloop_web.parks.models import Node
from tests.web.people import NOW, Zone

MONTH = "month/2026-02"
_FILE = (
    "Stream,From,To,From day or month,Quantity,Unit,Status,Reference\n"
    "diesel,market,alpha-boiler,02/2026,{litres},l,billed,{reference}\n"
)


def upload_of(zone: Zone, reference: str, litres: int = 100) -> Upload:
    """A checked file of alpha's, by its administrator."""
    person = zone.users["tenant"]
    alpha = Node.objects.select_related("zone", "park").get(code="alpha")
    content = _FILE.format(reference=reference, litres=litres).encode()
    made = receive_upload(person, alpha, f"{reference}.csv", content, at=NOW)
    keep_check(made, person, NOW)
    return made


def fill(zone: Zone) -> dict[str, Any]:
    """An open file, one in the ledger, evidence, a word; the arguments of addresses."""
    person, alpha = zone.users["tenant"], zone.nodes["alpha"]
    with acting_as(person.pk):
        taken = take_in(upload_of(zone, "taken").pk, person, NOW)
        assert taken.state == Upload.State.COMMITTED, taken.record
        waiting = upload_of(zone, "waiting")
        evidence = add_evidence(person, alpha, MONTH, "bill.pdf", b"%PDF-1.7 CANARY", at=NOW)
        word = say_in_thread(identify(person), alpha, MONTH, "A word of alpha's", at=NOW)
        statement = Entry.objects.filter(enterprise=alpha, import_id=taken.import_id).get().key
        asking = {"year": 2026, "rule": "cut-off", "allocation": "physical"}
        place = Node.objects.select_related("zone", "park").get(code="alpha")
        kept = make(Question(Scene.of(place), PRODUCTS, asking), identify(person))
    return {
        "kept": kept.pk,
        "upload": waiting.pk,
        "statement": statement,
        "year": 2026,
        "of_route": {
            "import": {"upload": taken.pk},
            "import-undo": {"upload": taken.pk},
            "comment-settle": {"number": word.pk},
            "evidence-file": {"number": evidence.pk},
            "evidence-withdraw": {"number": evidence.pk},
        },
    }
