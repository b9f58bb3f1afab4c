"""The public sees sums that give nobody away, and only what the board has released."""

import json
import re

import pytest

from parkloop_web.database.rls import acting_as
from parkloop_web.studies.asking import ask
from parkloop_web.studies.models import Publication, Study
from parkloop_web.studies.publishing import prepare
from parkloop_web.studies.running import run
from tests.web.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def computed(people):
    with acting_as(people.users["board"].pk):
        study = run(ask(people.nodes["zone"], people.users["board"], NOW))
        assert study.state == "done", study.fault_en
        people.summary = study.summary["2026"]
    return people


def test_two_firms_of_a_park_are_never_a_public_figure(computed):
    board, public = computed.client("board"), computed.client("public")
    board.cookies["parkloop_language"] = public.cookies["parkloop_language"] = "en"
    assert "Nothing has been released yet" in public.get("/public/").content.decode()
    gate = board.get("/p/zone/publish/").content.decode()
    assert "Not shown: too few enterprises stand behind it." in gate
    assert board.post("/p/zone/publish/", {"year": "2026"}).status_code == 302
    page = public.get("/public/zone/2026/").content.decode()
    assert "Zone (test) emitted" in page
    # The operators have stated nothing, so that the zone's sum lacks something.
    assert "* Not complete: something could not be computed" in page
    assert re.search(r"Zone \(test\)</th><td class=\"r\">[\d.]+ \*</td>", page)
    told = json.loads(public.get("/public/zone/2026.json").content)
    cells = told["figures"]["total"]
    assert cells["zone"] == {
        "value": computed.summary["zone"]["total"], "partial": True, "withheld": "",
    }  # fmt: skip
    assert cells["north"] == {"value": None, "partial": False, "withheld": "few"}
    assert cells["south"] == {"value": None, "partial": False, "withheld": "few"}
    assert "firms" not in told
    for tenant in ("alpha", "beta", "gamma", "delta"):
        assert tenant not in page


def test_an_address_with_its_version_does_not_change(computed):
    board, public = computed.client("board"), computed.client("public")
    for _ in range(2):
        board.post("/p/zone/publish/", {"year": "2026"})
    first = public.get("/public/zone/2026.csv", {"version": "1"})
    assert first["Content-Disposition"] == 'attachment; filename="parkloop-zone-2026-v1.csv"'
    assert first.content.decode().splitlines()[0] == "figure,unit,place,year,value,partial,withheld"
    with acting_as(None):
        assert Publication.objects.filter(kind="emissions").count() == 2


def test_only_the_board_releases(computed):
    assert computed.client("operator").post("/p/zone/publish/", {"year": "2026"}).status_code == 404
    assert computed.client("tenant").get("/p/zone/publish/").status_code == 404


def test_no_band_of_fewer_than_five_peers(computed):
    computed.client("board").post("/p/zone/publish/", {"year": "2026"})
    client = computed.client("tenant")
    client.cookies["parkloop_language"] = "en"
    page = client.get("/p/alpha/peers/").content.decode()
    assert "No band of peers has been released yet" in page


def test_a_firm_that_was_released_and_is_not_known_now_is_taken_as_large(computed):
    computed.client("board").post("/p/zone/publish/", {"year": "2026"})
    with acting_as(computed.users["board"].pk):
        study = Study.objects.get()
        study.summary["2026"]["gamma"]["total"] = None
        left = prepare(study, "2026")["figures"]["total"]["zone"]
    assert left == {"value": None, "partial": False, "withheld": "derivable"}


def test_what_stands_in_for_a_factor_is_named_to_the_public(computed):
    board, public = computed.client("board"), computed.client("public")
    public.cookies["parkloop_language"] = "en"
    with acting_as(computed.users["board"].pk):
        study = Study.objects.get()
        study.reservations["2026"]["provisional"] = ["grid.vn.2023"]
        study.save()
    board.post("/p/zone/publish/", {"year": "2026"})
    page = public.get("/public/zone/2026/").content.decode()
    assert "Provisional: grid.vn.2023 stands in until the factor of the year is published." in page
