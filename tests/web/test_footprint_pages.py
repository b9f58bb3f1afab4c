"""Pages of footprints: what each role sees, from stating to releasing, with the sentences."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from parkloop.ledger.entries import Flow, Status
from parkloop.periods import parse
from parkloop_web.database.rls import acting_as
from parkloop_web.footprints import keeping, pictures
from parkloop_web.footprints.models import Issued, Kept, Partner, Release, Supplied
from parkloop_web.footprints.tasks import trace_job
from parkloop_web.jobs.models import Job
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


def next_month(stream, source, target):
    return replace(moved(stream, source, target, 1, "t"), period=parse("2026-03"))


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
    assert "1 product with a carbon footprint" in text
    assert "Steel product · Works" in text
    assert "alpha/service" not in text
    assert " *</td>" in text
    assert "Which products carry the emissions" in text


def test_a_product_opens_by_stage_origin_gas_path_and_rule(zone):
    text = of_product(zone)
    for part in (
        "carries",
        "not counting",
        "By life-cycle stage",
        "Own processes",
        "CO₂",
        "Under other rules",
        "Avoided burden",
        "Every rule gives the same",
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
    assert "The data set has been made: " in answer.content.decode()
    assert "in AR5." in answer.content.decode()
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


def test_a_data_set_in_another_set_of_potentials_names_what_it_could_not_use(zone):
    upload(zone, data_set(validityPeriodEnd="2028-12-31T17:00:00Z"))
    client = english(zone.client("tenant"))
    client.post("/p/alpha/footprints/state/", STATED)
    issue = {"product": PRODUCT, "year": "2026", "gwp": "AR6"}
    shown = client.post("/p/alpha/footprints/issue/", issue, follow=True).content.decode()
    assert "is in AR5, this result in AR6: it is not used." in shown
    assert "in AR6." in shown


def test_a_file_of_two_data_sets_is_refused_with_that_sentence(zone):
    two = [data_set(), data_set(id="91715e5e-fd0b-4d1c-8fab-76290c46e6ee")]
    shown = upload(zone, two).content.decode()
    assert "The file holds 2 data sets; take in one at a time, for one good." in shown
    with acting_as(zone.users["tenant"].pk):
        assert not Supplied.objects.exists()


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
    partners = english(zone.client("tenant")).get("/p/alpha/footprints/partners/").content.decode()
    assert '<span class="tag">Sand</span>' in partners
    bought, others = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', partners)
    assert (bought[0], others[0]) == ("Bought so far", "Other goods")
    assert '<option value="sand">Sand</option>' in bought[1]
    assert "sand" not in others[1]
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
    assert "is known to be under CBAM" in opened(zone, "/p/alpha/cbam/")
    query = f"?import=2027&cn_product={PRODUCT}&cn_code=7214"
    text = opened(zone, f"/p/alpha/cbam/{query}")
    assert "t\u00a0CO₂e per tonne of bars and rods" in text
    assert "compare them before you declare anything" in text
    assert "20\u202f%" in text
    assert "were not compared with their document" in text
    answer = zone.client("tenant").get(f"/p/alpha/cbam/?import=2027&cn={PRODUCT}=7214&format=xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="cbam-alpha-2027.xlsx"'
    sheet = openpyxl.load_workbook(BytesIO(answer.content))["CBAM 2027"]
    assert sheet["B2"].value == PRODUCT


def test_the_operator_sees_carbon_in_streams_and_exchanges_of_what_was_submitted(zone):
    text = opened(zone, "/p/north/carbon/", "operator")
    assert "streams of North (test)" in text
    assert "The sums are proven" in text
    assert "Steel product · Works" in text
    assert "beta boiler (test)" in text
    for rule in ("Cut-off", "By price", "Avoided burden", "50/50"):
        assert f'<th scope="col" class="r">{rule}</th>' in text
    assert zone.client("tenant").get("/p/north/carbon/").status_code == 404


def test_the_operator_states_prices_and_sees_the_exchange_move(zone):
    before = opened(zone, "/p/north/carbon/", "operator")
    assert "Prices and products displaced" in before
    given = {
        "back": "/p/north/carbon/",
        "prices:alpha-works/slag": "0,5",
        f"prices:{PRODUCT}": "12",
        "displaced:alpha-works/slag": "0.04",
    }
    client = english(zone.client("operator"))
    answer = client.post("/p/north/footprints/agreed/", given, follow=True)
    text = answer.content.decode()
    assert "footprints are computed with these numbers" in text
    kept = newest(zone, "operator", "north")
    (slag,) = [row for row in kept.content["exchanges"] if row["stream"] == "slag"]
    assert slag["carried"] == 0, "under cut-off the taker carries nothing"
    table = block(kept, "exchanges")["rows"][0]["cells"]
    # 2,000 l of diesel emit 2 · (2.6765 + 0.008777) t (facts of IPCC 2006, AR5); 20 t at 12 and
    # 3 t at 0.5 share them, so that the slag has 1.5 of 241.5.
    shown = [cell["value"] for cell in table[4:]]
    assert shown[0] == 0
    assert shown[1] == pytest.approx(2 * 2.685277 * 1.5 / 241.5, rel=1e-4)
    assert kept.numbers["proven"]
    # 3,000 kg displace 120 kg CO2e; alone among four rules avoided burden puts it all at the giver.
    sums = {row["cells"][0]["en"]: row["cells"][3]["value"] for row in block(kept, "sums")["rows"]}
    assert sums["Avoided burden, physical"] == pytest.approx(120)
    assert sums["50/50, physical"] == pytest.approx(120)
    assert sums["Cut-off, physical"] == 0


def test_prices_are_seen_by_the_operator_alone(zone):
    given = {"prices:alpha-works/slag": "0.5"}
    zone.client("operator").post("/p/north/footprints/agreed/", given)
    opened(zone, "/p/north/carbon/", "operator")
    assert 'value="0.5"' in opened(zone, "/p/north/carbon/", "operator")
    assert "Prices and products displaced" not in opened(zone, "/p/north/carbon/", "board")
    with acting_as(zone.users["operator"].pk):
        assert Kept.objects.filter(enterprise=zone.nodes["north-operator"]).exists()
    with acting_as(zone.users["board"].pk):
        assert not Kept.objects.filter(enterprise=zone.nodes["north-operator"]).exists()
    assert zone.client("tenant").post("/p/north/footprints/agreed/", given).status_code == 404
    assert zone.client("viewer").post("/p/alpha/footprints/agreed/", given).status_code == 403


def test_a_tenant_states_shares_and_what_is_no_number_is_refused(zone):
    client = english(zone.client("tenant"))
    back = f"/p/alpha/footprints/product/?product={PRODUCT}&year=2026"
    answer = client.post(
        "/p/alpha/footprints/agreed/", {"back": back, f"prices:{PRODUCT}": "many"}, follow=True
    )
    assert "“many” is no number; write 1500 or 1.5." in answer.content.decode()
    answer = client.post(
        "/p/alpha/footprints/agreed/", {"back": back, f"prices:{PRODUCT}": "12"}, follow=True
    )
    assert f'name="prices:{PRODUCT}" value="12"' in answer.content.decode()
    away = client.post("/p/alpha/footprints/agreed/", {"back": "//elsewhere.example/"})
    assert away["Location"] == "/p/alpha/footprints/"


def test_a_good_without_a_factor_is_stated_with_its_source(zone):
    before = of_product(zone)
    assert "Goods bought without a factor" in before
    assert '<th scope="row">Sand</th>' in before
    assert "<td>kg</td>" in before.partition('name="upstream:sand"')[2][:200]
    client = english(zone.client("tenant"))
    back = f"/p/alpha/footprints/product/?product={PRODUCT}&year=2026"
    given = {"back": back, "upstream:sand": "0,005", "source:sand": ""}
    refused = client.post("/p/alpha/footprints/agreed/", given, follow=True).content.decode()
    assert "State the source of the factor of “sand”: without one it is no fact." in refused
    given["source:sand"] = "Supplier's letter 12/2026"
    client.post("/p/alpha/footprints/agreed/", given)
    after = of_product(zone)
    assert "There is no upstream factor for Sand" not in after
    assert "This figure has moved: " in after
    # 10 t of sand at 0.005 kg/kg over 20 t of steel: 0.0025 kg CO2e more in each kg.
    with acting_as(zone.users["tenant"].pk):
        kept = list(Kept.objects.filter(kind="product").order_by("pk"))
        one, two = (row.numbers["kg_co2e_per_unit"] for row in kept)
    assert two - one == pytest.approx(0.0025)
    given["upstream:sand"] = ""
    client.post("/p/alpha/footprints/agreed/", given)
    assert "There is no upstream factor for Sand" in of_product(zone)


def article(text):
    return text.partition("<article")[2].partition("</article>")[0]


def newest(zone, who, place):
    with acting_as(zone.users[who].pk):
        return Kept.objects.filter(place=zone.nodes[place]).order_by("-pk").first()


def block(kept, name):
    found = [
        each
        for section in kept.content["view"]["sections"]
        for each in section["blocks"]
        if each["id"] == name
    ]
    return found[0]["table"]


def test_a_page_is_computed_once_for_the_same_data(zone, monkeypatch):
    first = article(of_product(zone))
    monkeypatch.setitem(pictures.MAKERS, "product", None)
    assert article(of_product(zone)) == first
    assert article(of_product(zone, "viewer")) == first
    monkeypatch.undo()
    zone.state("tenant", "alpha", next_month("sand", "market", "alpha-works"), at=NOW)
    of_product(zone)
    with acting_as(zone.users["tenant"].pk):
        assert Kept.objects.filter(kind="product").count() == 2


def test_what_was_made_for_an_overseer_is_theirs_alone(zone):
    opened(zone, "/p/alpha/footprints/", "operator")
    with acting_as(zone.users["operator"].pk):
        assert Kept.objects.get().personal
    for who in ("board", "tenant", "neighbour"):
        with acting_as(zone.users[who].pk):
            assert not Kept.objects.exists(), who


def test_a_large_ledger_is_traced_by_a_job_while_the_page_waits(zone, monkeypatch):
    monkeypatch.setattr(keeping, "AT_ONCE", 0)
    text = opened(zone, "/p/alpha/footprints/")
    assert "the work runs in the background" in text
    opened(zone, "/p/alpha/footprints/")
    tenant = zone.users["tenant"]
    with acting_as(tenant.pk):
        waiting = Job.objects.get(kind="footprints.trace")
        place = zone.nodes["alpha"].pk
    asking = {"year": 2026, "rule": "cut-off", "allocation": "physical"}
    trace_job.task.func(
        job_id=waiting.pk,
        user_id=tenant.pk,
        place_id=place,
        asker_id=tenant.pk,
        kind="products",
        asking=asking,
    )
    answer = zone.client("tenant").get("/p/alpha/footprints/", headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"
    assert "1 product with a carbon footprint" in opened(zone, "/p/alpha/footprints/")


def test_numbers_open_to_what_stands_behind_them(zone):
    text = of_product(zone)
    source = text.partition('id="explanations" data-src="')[2].partition('"')[0]
    behind = zone.client("viewer").get(source)
    assert behind["Cache-Control"] == "private, max-age=3600"
    document = behind.json()
    said = [words[1] for words in document["texts"]]
    assert any("sum of the parts ÷ GWP" in words for words in said)
    assert zone.client("neighbour").get(source).status_code == 404


def test_nobody_received_anything_yet(zone):
    assert "Nobody has received anything yet." in opened(zone, "/p/alpha/footprints/received/")
