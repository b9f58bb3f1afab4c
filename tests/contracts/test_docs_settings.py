"""docs/reference/settings.md names every parameter with its default."""

import re
from dataclasses import MISSING, Field, fields

import pytest

from parkloop.analyses.balances import BalanceParameters
from parkloop.analyses.completeness import CompletenessParameters
from parkloop.analyses.exceedances import ExceedanceParameters
from parkloop.analyses.inventory.parameters import InventoryParameters
from parkloop.analyses.inventory.uncertainty import UncertaintyParameters
from parkloop.analyses.meters import MeterParameters
from parkloop.io.intake.guard_rules import Limits
from parkloop.ledger.checks.parameters import CheckParameters
from parkloop.studies import StudyParameters
from tests.contracts._tree import ROOT

PAGE = ROOT / "docs" / "reference" / "settings.md"
SECTION = re.compile(r"^### (\w+)$", re.M)
ROW = re.compile(r"^\| `(\w+)` \| (?:`(.*?)`|–) \|", re.M)

DOCUMENTED = (
    StudyParameters,
    InventoryParameters,
    UncertaintyParameters,
    BalanceParameters,
    MeterParameters,
    ExceedanceParameters,
    CompletenessParameters,
    CheckParameters,
    Limits,
)


def sections() -> dict[str, str]:
    pieces = SECTION.split(PAGE.read_text("utf-8"))
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def default(field: Field[object]) -> str:
    if field.default is MISSING:
        return ""
    return f'"{field.default}"' if isinstance(field.default, str) else repr(field.default)


@pytest.mark.parametrize("parameters", DOCUMENTED, ids=lambda p: p.__name__)
def test_every_parameter_stands_with_its_default(parameters):
    assert dict(ROW.findall(sections()[parameters.__name__])) == {
        field.name: default(field) for field in fields(parameters)
    }


def test_nothing_else_is_described():
    assert sorted(sections()) == sorted(parameters.__name__ for parameters in DOCUMENTED)
