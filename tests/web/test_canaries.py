"""Five hundred planted strings of one tenant; nobody else finds one of them anywhere.

The crawl begins at each identity's home, follows every link of the site and asks the searches,
exports, chart data, explanations and the API; errors are provoked as well.
"""

import re
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from parkloop_web.accounts.tokens import SCOPES, make_token
from parkloop_web.database.rls import acting_as
from parkloop_web.ledger.models import Comment, Evidence, EvidenceOf
from parkloop_web.studies.asking import ask
from parkloop_web.studies.running import run
from tests.web.people import NOW, diesel

pytestmark = pytest.mark.django_db
COUNT = 500
PAGES_AT_MOST = 400
CANARY = re.compile(rb"canary-\d{3}")


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in ("href", "src", "hx-get", "data-src", "action") and value:
                self.found.append(value)


@pytest.fixture
def planted(people):
    """alpha's secrets: notes, references, files, reasons, comments, evidence, in an open month, so
    that not even its overseers may see them."""
    names = [f"canary-{n:03}" for n in range(COUNT)]
    month = date(2026, 2, 1)
    plain = diesel("alpha", month, 1.0)
    rows = [
        replace(
            plain,
            quantity=1.0 + n,
            series=names[n],
            reference=names[n],
            note=names[n],
            evidence=replace(plain.evidence, file=f"{names[n]}.xlsx"),
        )
        for n in range(400)
    ]
    people.state("tenant", "alpha", *rows, at=NOW + timedelta(hours=20))
    with acting_as(people.users["tenant"].pk):
        for n in range(400, 450):
            Comment.objects.create(
                enterprise=people.nodes["alpha"],
                about="private/2026-02",
                by=people.users["tenant"],
                text=names[n],
            )
        for n in range(450, COUNT):
            evidence = Evidence.objects.create(
                enterprise=people.nodes["alpha"],
                by=people.users["tenant"],
                file_name=f"{names[n]}.txt",
                media_type="text/plain",
                size=10,
                sha256="0" * 64,
                content=names[n].encode(),
            )
            if n == 450:
                EvidenceOf.objects.create(
                    evidence=evidence, enterprise=people.nodes["alpha"], about="key/none"
                )
        people.study = run(ask(people.nodes["alpha"], people.users["tenant"], NOW))
    return people


def crawl(client, begin):
    """Every answer that can be reached by links, breadth first."""
    waiting, seen = list(begin), set()
    while waiting and len(seen) < PAGES_AT_MOST:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address, follow=True)
        content = b"".join(answer) if answer.streaming else answer.content
        yield address, content
        if "html" not in answer.get("Content-Type", ""):
            continue
        links = Links()
        links.feed(content.decode("utf-8", "replace"))
        for link in links.found:
            parts = urlsplit(link)
            if parts.netloc or not link.startswith(("/", "?")):
                continue
            target = link if link.startswith("/") else f"{urlsplit(address).path}{link}"
            if not target.startswith(("/static/", "/accounts/logout", "/language")):
                waiting.append(target.split("#")[0])


def begin(zone):
    study = zone.study.pk
    return [
        "/",
        "/p/alpha/",
        "/p/alpha/months/",
        "/p/alpha/months/2026-02/",
        "/p/alpha/months/2026-01/",
        f"/studies/{study}/alpha-2026/explanations.json",
        f"/studies/{study}/progress/",
        "/palette/?q=canary",
        "/register/?q=canary",
        "/p/alpha/history/",
        "/p/alpha/people/",
        "/p/alpha/partners/",
        "/p/alpha/months/1999-13/",
        "/p/alpha/nothing/",
        "/public/",
    ]


@pytest.mark.parametrize(
    "who", ["public", "neighbour", "other-park", "stranger", "expired", "other-operator"]
)
def test_nobody_else_finds_one(planted, who):
    found = {
        address: set(CANARY.findall(content))
        for address, content in crawl(planted.client(who), begin(planted))
        if CANARY.search(content)
    }
    assert found == {}


@pytest.mark.parametrize("who", ["operator", "board"])
def test_overseers_do_not_see_what_was_not_handed_in(planted, who):
    found = {
        address: len(set(CANARY.findall(content)))
        for address, content in crawl(planted.client(who), begin(planted))
        if CANARY.search(content)
    }
    # What the operator and the board share with the enterprise is its thread of comments.
    assert {a for a, n in found.items() if n > 50} == set()
    assert not any("explanations" in address for address in found)


@pytest.mark.parametrize("who", ["neighbour", "other-park", "stranger", "expired"])
def test_nor_through_the_api(planted, who):
    with acting_as(planted.users[who].pk):
        now = timezone.now()
        secret = make_token(planted.users[who], "t", list(SCOPES), now, now + timedelta(days=1))
    client = planted.client("public")
    for address in (
        "/api/v1/nodes?limit=500",
        "/api/v1/enterprises/alpha/entries?limit=500",
        "/api/v1/months",
        "/api/v1/studies",
        f"/api/v1/studies/{planted.study.pk}",
        f"/api/v1/studies/{planted.study.pk}/views/alpha-2026",
    ):
        answer = client.get(address, headers={"Authorization": f"Bearer {secret}"})
        assert not CANARY.search(answer.content), address


def test_its_own_people_do(planted):
    pages = crawl(planted.client("tenant"), ["/p/alpha/months/2026-02/"])
    _, content = next(iter(pages))
    assert CANARY.search(content)
