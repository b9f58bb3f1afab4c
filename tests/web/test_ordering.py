"""Lists stand in Vietnamese order: Đ after D, Ă before Â, tones last; in English by English names.

The order of letters and tones is that of CLDR (common/collation/vi.xml).
"""

import re

import pytest
from django.utils.translation import override

from parkloop_web.database.rls import acting_as
from parkloop_web.ledger.overview import enterprises_at
from parkloop_web.parks.models import Node

pytestmark = pytest.mark.django_db
#: In the order that a Vietnamese reader expects.
NAMES = (
    "An Dương", "Ăn", "Ân Thi", "Ba", "Bà", "Bả", "Bã", "Bá", "Bạ", "Da Liễu", "Dĩ An",
    "Đa Phúc", "Đình Vũ", "Ê ke", "Ong", "Ông Bí", "Ơ", "Uông Bí", "Ưng",
)  # fmt: skip


@pytest.fixture
def named(people):
    """Enterprises of the north with these names, founded in another order."""
    with acting_as(people.users["board"].pk):
        for number, name in enumerate(reversed(NAMES)):
            Node.objects.create(
                code=f"n{number:02d}",
                kind="enterprise",
                parent=people.nodes["north"],
                name_vi=name,
                name_en=f"Works {number:02d}",
            )
    return people


def listed(people, path, language):
    client = people.client("board")
    client.cookies["parkloop_language"] = language
    page = client.get(path).content.decode()
    return re.sub(r"<[^>]+>", "\n", page)


def test_the_register_is_in_vietnamese_order(named):
    page = listed(named, "/register/?park=north&kind=enterprise", "vi")
    places = [page.index(f"\n{name}\n") for name in NAMES]
    assert places == sorted(places)


def test_in_english_by_the_english_names(named):
    page = listed(named, "/register/?park=north&kind=enterprise", "en")
    places = [page.index(f"\nWorks {number:02d}\n") for number in range(len(NAMES))]
    assert places == sorted(places)


def test_months_and_heat_map_list_enterprises_in_the_same_order(named):
    with acting_as(named.users["board"].pk), override("vi"):
        found = [node.name_vi for node in enterprises_at(named.nodes["north"])]
    assert [name for name in found if name in NAMES] == list(NAMES)


def test_people_stand_by_name_and_who_has_left_last(named):
    with acting_as(named.users["board"].pk):
        for name, words in (("viewer", "Đào"), ("editor", "Dung"), ("tenant", "Ân")):
            user = named.users[name]
            user.name = words
            user.save()
    client = named.client("tenant")
    client.cookies["parkloop_language"] = "vi"
    page = re.sub(r"<[^>]+>", "\n", client.get("/p/alpha/people/").content.decode())
    table = page[page.index("Vai trò") :]
    places = [table.index(f"\n{name}\n") for name in ("Ân", "Dung", "Đào", "expired")]
    assert places == sorted(places)
