"""Links and file names in the documentation lead somewhere; the index of docs/ names every page."""

import re
import unicodedata
from pathlib import Path

import pytest

from tests.contracts._tree import ROOT, tracked_files

FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.M | re.S)
CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]\(([^()\s]+)(?:\s+\"[^\"]*\")?\)")
IMAGE_TAG = re.compile(r"<(?:img|a|source)\s[^>]*?(?:src|srcset|href)=\"([^\"]+)\"")
FILE = re.compile(r"`((?:src|tests|docs|examples|benchmarks|tools|requirements)/[\w./-]+)`")
HEADING = re.compile(r"^#+\s+(.+?)\s*#*$", re.M)
ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:")

PAGES = sorted(path for path in tracked_files() if path.suffix == ".md")
# Pages that say where figures come from also name files of other projects.
OWN = [page for page in PAGES if page.parent == ROOT or page.is_relative_to(ROOT / "docs")]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def prose(page: Path) -> str:
    return FENCE.sub("", page.read_text("utf-8"))


def links(page: Path) -> list[str]:
    text = prose(page)
    found = [*LINK.findall(CODE.sub("", text)), *IMAGE_TAG.findall(text)]
    return [link for link in found if not ELSEWHERE.match(link)]


def anchors(page: Path) -> set[str]:
    """The anchors that headings get: lower case, spaces as hyphens, signs left out."""
    found: dict[str, int] = {}
    for heading in HEADING.findall(prose(page)):
        kept = [c for c in heading.lower() if c in "-_ " or unicodedata.category(c)[0] in "LNM"]
        anchor = "".join(kept).replace(" ", "-")
        found[anchor] = found.get(anchor, 0) + 1
    again = {f"{a}-{n}" for a, count in found.items() for n in range(1, count)}
    return {*found, *again}


def leads_somewhere(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.is_relative_to(ROOT) or not target.exists():
        return False
    return not anchor or target.suffix != ".md" or anchor in anchors(target)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page):
    assert [link for link in links(page) if not leads_somewhere(page, link)] == []


@pytest.mark.parametrize("page", OWN, ids=name_of)
def test_every_file_named_is_there(page):
    named = [path.rstrip("/.") for path in FILE.findall(prose(page))]
    assert [path for path in named if "NAME" not in path and not (ROOT / path).exists()] == []


def test_the_index_names_every_page_of_the_docs():
    index = ROOT / "docs" / "README.md"
    named = {(index.parent / link.partition("#")[0]).resolve() for link in links(index)}
    pages = {page for page in PAGES if page.is_relative_to(ROOT / "docs") and page != index}
    assert sorted(name_of(page) for page in pages - named) == []


def test_links_and_anchors_are_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Nút, dòng (C-10)\n[a](b.md#c) `[d](e)`\n```\n[f](g)\n```\n", "utf-8")
    assert links(page) == ["b.md#c"]
    assert anchors(page) == {"nút-dòng-c-10"}
