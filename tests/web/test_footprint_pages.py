"""Pages of footprints: what each role sees, from stating to releasing, with the sentences."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from parkloop.ledger.entries import Flow, Status
from parkloop.periods import parse
from parkloop_web.database.rls import acting_as
from parkloop_web.footprints.models import Issued, Partner, Release, Supplied
from parkloop_web.parks.models import Node
from tests.core.pact.sets import data_set
from tests.web.people import NOW, small_zone

pytestmark = pytest.mark.django_db
PRODUCT = "alpha-works/steel-product"
STATED = {
    "product": PRODUCT,
    "year": "2026",
    "company": "Alpha",
    "company_ids": "urn:pact:company:test:alpha",
    "name": "Bar",
    "ids": "urn:pact:product:test:bar",
    "description": "Hot rolled bar",
    "fossil_carbon": "0,002",
    "exempted": "3",
}


def moved(stream: str, source: str, target: str, quantity: float, unit: str) -> Flow:
    return Flow(
        stream=stream,
        from_node=source,
        to_node=target,
        period=parse("2026-02"),
        quantity=quantity,
        unit=unit,
        status=Status.MEASURED,
    )


@pytest.fixture
def zone():
    """Alpha burns diesel in a works that makes steel, buys sand, and gives slag to beta."""
    made = small_zone()
    with acting_as(made.users["board"].pk):
        Node.objects.create(
            zone=made.zone,
            parent=made.nodes["alpha"],
            code="alpha-works",
            kind="process",
            name_vi="Xưởng",
            name_en="Works",
            activity="stationary.manufacturing",
        )
    flows = (
        moved("diesel", "market", "alpha-works", 2_000, "l"),
        moved("sand", "market", "alpha-works", 10, "t"),
        moved("steel-product", "alpha-works", "market", 20, "t"),
        moved("slag", "alpha-works", "beta-boiler", 3, "t"),
    )
    made.state("tenant", "alpha", *flows, at=NOW)
    made.submit("tenant", "alpha", date(2026, 2, 1), at=NOW + timedelta(hours=2))
    return made


def english(client):
    client.post("/language/", {"language": "en"})
    return client


def opened(zone, path, who="tenant"):
    answer = english(zone.client(who)).get(path)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def of_product(zone, who="tenant"):
    return opened(zone, f"/p/alpha/footprints/product/?product={PRODUCT}&year=2026", who)


def said(answer):
    return " ".join(str(message) for message in answer.context["messages"])


def test_the_list_names_products_with_value_interval_and_mark(zone):
    text = opened(zone, "/p/alpha/footprints/")
    assert "1 products with a carbon footprint" in text
    assert PRODUCT in text
    assert "alpha/service" not in text
    assert " *</td>" in text


def test_a_product_opens_by_stage_origin_gas_path_and_rule(zone):
    text = of_product(zone)
    for part in (
        "carries",
        "figures are missing: this number is partial",
        "By life-cycle stage",
        "Own processes",
        "CO2",
        "Under other rules",
        "avoided-burden",
        "What makes the footprint uncertain",
        "There is no upstream factor for Sand",
    ):
        assert part in text, part
    charts = json.loads(text.partition('id="charts">')[2].partition("</script>")[0])
    links = charts["chart-paths"]["option"]["series"][0]["links"]
    assert {link["source"] for link in links} >= {"stage:production"}


def test_vietnamese_is_the_default(zone):
    answer = zone.client("tenant").get("/p/alpha/footprints/")
    assert "1 sản phẩm có dấu vết các-bon" in answer.content.decode()


def test_unknown_products_do_not_exist(zone):
    client = zone.client("tenant")
    assert client.get("/p/alpha/footprints/product/?product=no/thing").status_code == 404
    assert client.get("/p/alpha/footprints/product/").status_code == 404


def test_from_stating_to_releasing_to_withdrawing(zone):
    client = english(zone.client("tenant"))
    answer = client.post("/p/alpha/footprints/issue/", {"product": PRODUCT}, follow=True)
    assert "State the product first." in answer.content.decode()
    client.post("/p/alpha/footprints/state/", STATED | {"fossil_carbon": ""})
    issue = {"product": PRODUCT, "year": "2026", "gwp": "AR5"}
    answer = client.post("/p/alpha/footprints/issue/", issue, follow=True)
    assert "The fossil carbon content of" in answer.content.decode()
    client.post("/p/alpha/footprints/state/", STATED)
    answer = client.post("/p/alpha/footprints/issue/", issue, follow=True)
    assert "The data set has been made." in answer.content.decode()
    add = {"name": "Customer", "until": "2099-01-01", "host_url": "https://customer.example/pact"}
    made = client.post("/p/alpha/footprints/partners/add/", add).content.decode()
    assert "the secret is shown once" in made
    with acting_as(zone.users["tenant"].pk):
        partner, issued = Partner.objects.get(), Issued.objects.get()
        assert partner.secret not in made
        pcf: Any = issued.document["pcf"]
        assert pcf["ipccCharacterizationFactors"] == ["AR5"]
        assert pcf["exemptedEmissionsPercent"] == "3"
    given = {"issued": issued.pk, "partner": partner.pk}
    late = client.post("/p/alpha/footprints/release/", given | {"until": "2020-01-01"}, follow=True)
    assert "State an end after today." in late.content.decode()
    client.post("/p/alpha/footprints/release/", given | {"until": "2098-01-01"})
    assert "Customer: until 2 Jan 2098" in of_product(zone)
    client.post("/p/alpha/footprints/release/", given | {"act": "withdraw"})
    assert "Customer: withdrawn" in of_product(zone)
    with acting_as(zone.users["tenant"].pk):
        assert Release.objects.get().withdrawn_at is not None


def test_a_viewer_sees_and_changes_nothing(zone):
    assert "Make the data set" not in of_product(zone, "viewer")
    assert zone.client("viewer").post("/p/alpha/footprints/state/", STATED).status_code == 403


def test_a_host_that_cannot_be_called_is_refused(zone):
    client = english(zone.client("tenant"))
    add = {"name": "C", "until": "2099-01-01", "host_url": "https://127.0.0.1/x"}
    answer = client.post("/p/alpha/footprints/partners/add/", add, follow=True)
    assert "its host is no domain name" in answer.content.decode()
    with acting_as(zone.users["tenant"].pk):
        assert not Partner.objects.exists()


def upload(zone, document, supplier="market", stream="sand"):
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return english(zone.client("tenant")).post(
        "/p/alpha/footprints/suppliers/add/",
        {
            "file": SimpleUploadedFile("set.json", content),
            "supplier": supplier,
            "stream": stream,
        },
        follow=True,
    )


def test_a_suppliers_set_closes_the_gap_and_can_be_stopped(zone):
    later = {
        "referencePeriodStart": "2025-12-31T17:00:00Z",
        "referencePeriodEnd": "2026-12-31T17:00:00Z",
    }
    document = data_set(
        later,
        validityPeriodStart="2026-12-31T17:00:00Z",
        validityPeriodEnd="2029-12-31T17:00:00Z",
    )
    answer = upload(zone, document)
    assert "your footprints now use it" in answer.content.decode()
    text = of_product(zone)
    assert "There is no upstream factor for Sand" not in text
    assert "Materials bought" in text
    with acting_as(zone.users["tenant"].pk):
        row = Supplied.objects.get()
    zone.client("tenant").post("/p/alpha/footprints/suppliers/withdraw/", {"supplied": row.pk})
    assert "There is no upstream factor for Sand" in of_product(zone)


def test_what_cannot_be_taken_in_is_told(zone):
    answer = upload(zone, data_set({"fossilGhgEmissions": "-1"}))
    assert answer.status_code == 422
    assert "but it must be &gt;= 0" in answer.content.decode()
    assert upload(zone, b"{").status_code == 422
    assert "Choose a supplier outside." in upload(zone, data_set(), "alpha").content.decode()
    assert "has no stream" in upload(zone, data_set(), stream="nothing").content.decode()
    with acting_as(zone.users["tenant"].pk):
        assert not Supplied.objects.exists()


def test_cbam_by_code_with_its_workbook(zone):
    assert "No product is known to be under CBAM" in opened(zone, "/p/alpha/cbam/")
    query = f"?import=2027&cn_product={PRODUCT}&cn_code=7214"
    text = opened(zone, f"/p/alpha/cbam/{query}")
    assert "1 products under CBAM" in text
    assert "Bars and rods" in text
    assert "20 %" in text
    assert "were not compared with their document" in text
    answer = zone.client("tenant").get(f"/p/alpha/cbam/?import=2027&cn={PRODUCT}=7214&format=xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="cbam-alpha-2027.xlsx"'
    sheet = openpyxl.load_workbook(BytesIO(answer.content))["CBAM 2027"]
    assert sheet["B2"].value == PRODUCT


def test_the_operator_sees_carbon_in_streams_and_exchanges_of_what_was_submitted(zone):
    text = opened(zone, "/p/north/carbon/", "operator")
    assert "Carbon embodied in every stream" in text
    assert "The sums are proven" in text
    assert "steel-product" in text
    assert "<td>alpha-works → beta-boiler</td>" in text
    for rule in ("cut-off", "economic", "avoided-burden", "50-50"):
        assert f">{rule}</th>" in text
    assert zone.client("tenant").get("/p/north/carbon/").status_code == 404


def test_nobody_received_anything_yet(zone):
    assert "Nobody has received anything yet." in opened(zone, "/p/alpha/footprints/received/")
