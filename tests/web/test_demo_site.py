"""What `make demo` serves: the demo zone as each role finds it, in a process of its own."""

import re
import shutil
import tempfile
import time
from pathlib import Path

import pytest

from parkloop.demo.run import demo_workspace
from tests.web.site import Visitor, data_folder, served

#: How long a study that waits for the worker may take here.
_COMPUTED_S = 60


@pytest.fixture(scope="module")
def workspace():
    where = Path(tempfile.mkdtemp(prefix="plw-"))
    try:
        yield demo_workspace(where / "zone", lambda words, done: None).folder
    finally:
        shutil.rmtree(where)


@pytest.fixture(scope="module")
def site(workspace):
    with data_folder() as folder, served(folder, str(workspace), serve="demo_site") as site:
        site.wait_until_it_answers()
        yield site


@pytest.fixture(scope="module")
def visitors(site):
    """Everybody, each entered by the link that was printed for them."""
    links = dict(re.findall(r"Enter once as (\w+): http://localhost:\d+(\S+)", site.said))
    people = {role: Visitor(site) for role in links}
    for role, visitor in people.items():
        visitor.send(links[role])
    return people | {"public": Visitor(site)}


def text(visitor, path):
    return " ".join(re.sub(r"<[^>]+>", " ", visitor.get(path)).split())


def test_there_is_a_link_for_each_role(visitors):
    assert set(visitors) == {"board", "operator", "tenant", "expert", "public"}


@pytest.mark.parametrize(
    ("role", "path", "words"),
    [
        ("board", "/", "tháng đang chờ bạn xem"),
        ("operator", "/", "tháng đang chờ bạn xem"),
        ("tenant", "/", "Thép Demo 1"),
        ("expert", "/", "Demo"),
        ("tenant", "/p/a-steel-1/peers/", "so với các doanh nghiệp tương tự, năm 2024"),
        ("board", "/certification/", "hồ sơ có bước quá hạn"),
        ("operator", "/p/park-a/carbon/?year=2025", "Trao đổi theo bốn quy tắc"),
    ],
)
def test_each_role_finds_its_work(visitors, role, path, words):
    assert words in text(visitors[role], path)


def test_a_tenant_reads_where_it_stands_emissions_first(visitors):
    page = text(visitors["tenant"], "/p/a-steel-1/peers/")
    first, second = page.index("Phát thải, phạm vi 1 + 2"), page.index("Năng lượng đã dùng")
    assert "Cao hơn khoảng giữa của nhóm." in page[first:second]


def test_everybody_sees_what_was_released_and_that_it_is_provisional(visitors):
    page = text(visitors["public"], "/public/demo-zone/2024/")
    assert "Tạm tính: dùng grid.vn.2023" in page
    assert "Không công bố" in page, "what would give a firm away is withheld"


def test_what_was_asked_for_is_computed(visitors):
    """The worker computes the operator's park after the site began to answer."""
    end = time.monotonic() + _COMPUTED_S
    while "Đã tính" not in (found := text(visitors["operator"], "/notices/")):
        assert time.monotonic() < end, found
        time.sleep(0.5)
    assert "Khu công nghiệp Demo A" in found
