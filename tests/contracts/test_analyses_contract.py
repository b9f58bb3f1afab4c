"""Every analysis has its test, its method page and its line in the studies."""

import pkgutil

import pytest

import parkloop.analyses
from parkloop.studies import ANALYSES
from tests.contracts._tree import ROOT

NAMES = sorted(
    module.name
    for module in pkgutil.iter_modules(parkloop.analyses.__path__)
    if not module.name.startswith("_")
)


def test_there_are_analyses():
    assert NAMES


@pytest.mark.parametrize("name", NAMES)
def test_analysis_has_a_test(name):
    folder = ROOT / "tests" / "core" / "analyses"
    tests = [*folder.glob(f"test_{name}*.py"), *folder.glob(f"{name}/test_*.py")]
    assert tests, f"write tests/core/analyses/test_{name}.py or tests/core/analyses/{name}/"


@pytest.mark.parametrize("name", NAMES)
def test_analysis_has_a_method_page(name):
    page = ROOT / "docs" / "methods" / f"{name.replace('_', '-')}.md"
    assert page.is_file(), f"write docs/methods/{page.name}"
    assert page.read_text("utf-8").startswith("# ")


@pytest.mark.parametrize("name", NAMES)
def test_analysis_is_listed_in_the_studies(name):
    assert name in ANALYSES, f"add {name} to ANALYSES in src/parkloop/studies.py"


def test_the_studies_list_only_analyses():
    assert sorted(ANALYSES) == NAMES
    assert all(callable(analysis) for analysis in ANALYSES.values())
