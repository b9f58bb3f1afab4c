"""From lines to figures: every figure opens to the one below and adds up to it (C-15)."""

from __future__ import annotations

import math

import pytest

from parkloop.provenance import EntriesOperand, FactOperand, FigureOperand, ParameterOperand
from tests.core.analyses.inventory.computed import CATALOG, compute, figure, lines, value
from tests.core.small_park import flow, node, park, snapshot

PARK = park(
    node("P", "park"),
    node("E", "enterprise", "P", "stationary.manufacturing"),
    node("E.site", "site", "E"),
    node("E.boiler", "generator", "E.site", "stationary.manufacturing"),
    node("op", "enterprise", "P", "use"),
    node("net", "network", "op"),
    node("common", "common", "op"),
    node("T", "enterprise", "P", "use"),
)
ENTRIES = [
    flow("anthracite", "market", "E", 100, "t"),
    flow("diesel", "market", "E", 5000, "l", activity="mobile.road"),
    flow("wood", "market", "E.boiler", 50, "t"),
    flow("clinker", "E", "market", 10, "t"),
    flow("R-410A", "market", "E", 4, "kg", activity="refrigerant.topup"),
    flow("R-22", "market", "E", 4, "kg", activity="refrigerant.topup"),
    flow("CH4", "E", "air", 10, "kg", activity="fugitive.flare"),
    flow("plastic-waste", "E", "partner", 3, "t", activity="incineration.stoker-batch"),
    flow("steam", "E.boiler", "T", 1, "TJ"),
    flow("steam", "E.boiler", "partner", 0.5, "TJ"),
    flow("electricity", "grid", "net", 1000, "MWh"),
    flow("electricity", "net", "T", 900, "MWh"),
    flow("electricity", "net", "common", 60, "MWh"),
    flow("rec-electricity", "market", "T", 100, "MWh"),
]
RESULT = compute(PARK, ENTRIES)
FIGURES = [fig for key, fig in RESULT.figures.items() if not key.startswith("line/")]


def recomputed(fig):
    """The figure from its operands alone."""
    known = [
        (operand.sign, RESULT.figures[operand.figure].value)
        for operand in fig.operands
        if isinstance(operand, FigureOperand)
    ]
    parts = [sign * amount for sign, amount in known if amount is not None]
    factors = [operand.value for operand in fig.operands if isinstance(operand, FactOperand)]
    scale = 1 / 1000 if "/ 1000" in fig.formula.en else 1.0
    return math.fsum(parts) * math.prod(factors) * scale if parts else None


def by_potential(fig):
    """Figures that add lines up at their GWP name the lines, not the potentials."""
    return "GWP / 1000" in fig.formula.en or fig.id.endswith("/elimination")


@pytest.mark.parametrize(
    "fig", [fig for fig in FIGURES if not by_potential(fig)], ids=lambda fig: fig.id
)
def test_every_figure_is_what_its_operands_say(fig):
    assert recomputed(fig) == (None if fig.value is None else pytest.approx(fig.value, rel=1e-12))


@pytest.mark.parametrize(
    "fig", [fig for fig in FIGURES if by_potential(fig)], ids=lambda fig: fig.id
)
def test_figures_straight_from_lines(fig):
    by_id = {f"line/{line.id}": line for line in RESULT.value.lines}
    parts = [
        operand.sign
        * by_id[operand.figure].mass
        * CATALOG.potential(by_id[operand.figure].gas, "AR5").value
        for operand in fig.operands
        if isinstance(operand, FigureOperand)
    ]
    expected = pytest.approx(math.fsum(parts) / 1000, rel=1e-12, abs=1e-12) if parts else None
    assert fig.value == expected


@pytest.mark.parametrize("line", RESULT.value.lines, ids=lambda line: line.id)
def test_every_line_is_the_product_of_its_operands(line):
    fig = RESULT.figures[f"line/{line.id}"]
    assert fig.value == line.mass
    product = line.sign * line.amount * math.prod(term.multiplier for term in line.terms)
    assert line.mass == pytest.approx(product, rel=1e-12)
    entries, *terms = fig.operands
    assert isinstance(entries, EntriesOperand)
    assert len(terms) == len(line.terms)
    for operand in terms:
        assert isinstance(operand, FactOperand | ParameterOperand)


def test_the_entries_of_a_line_are_found_again():
    seen = snapshot(PARK, ENTRIES)
    for line in RESULT.value.lines:
        if line.entries:
            assert len(seen.select(line.selector)) == line.entries, line.id


def test_every_fact_in_a_figure_is_known_and_in_the_provenance():
    named = {
        operand.fact
        for fig in RESULT.figures.values()
        for operand in fig.operands
        if isinstance(operand, FactOperand)
    }
    assert all(CATALOG.known(fact) for fact in named)
    assert named <= set(RESULT.provenance.facts)


def below(name):
    operands = figure(RESULT, "E", name).operands
    return [operand.figure for operand in operands if isinstance(operand, FigureOperand)]


def test_scopes_categories_and_gases_nest():
    base = "inventory/E/2023"
    assert below("total") == [f"{base}/scope-1", f"{base}/scope-2"]
    categories = ["fugitive", "mobile", "process", "refrigerants", "stationary"]
    assert below("scope-1") == [f"{base}/scope-1/{category}" for category in categories]
    assert value(RESULT, "E", "scope-3") == value(RESULT, "E", "scope-3/waste")


def test_memos_are_beside_the_total():
    names = {key.split("/")[3] for key in RESULT.figures if key.startswith("inventory/E/2023/")}
    assert {"biogenic", "montreal", "exported"} <= names
    in_total = sum(
        line.mass * CATALOG.potential(line.gas, "AR5").value / 1000
        for line in lines(RESULT, enterprise="E", scope=1, memo="")
    )
    assert value(RESULT, "E", "scope-1") == pytest.approx(in_total)


def test_a_site_has_totals_of_its_own():
    assert value(RESULT, "E.site", "scope-1") == value(RESULT, "E.site", "scope-1/stationary")
    assert value(RESULT, "E.site", "scope-1") < value(RESULT, "E", "scope-1")


@pytest.mark.parametrize("kind", ["value", "label"])
def test_both_languages_name_the_boundary(kind):
    label = figure(RESULT, "T", "scope-2").label
    assert label.vi == "Phạm vi 2 (năng lượng mua, theo vị trí) – T"
    assert label.en == "Scope 2 (purchased energy, location-based) – T"


#: A gap and the figures of E that it leaves open.
OPEN = [
    (flow("diesel", "market", "E", 1, "t", activity="use"), {"scope-1", "scope-3", "toe"}),
    (flow("steam", "partner", "E", 1, "t"), {"scope-2", "scope-2-market"}),
    (flow("naphtha", "market", "E", 1, "m3", activity="mobile.road"), {"scope-1", "scope-3"}),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "parts"), OPEN)
def test_a_gap_marks_only_the_parts_that_lack_something(entry, parts):
    result = compute(PARK, [*ENTRIES, entry])
    names = ("scope-1", "scope-2", "scope-2-market", "scope-3", "toe")
    assert {name for name in names if figure(result, "E", name).partial} == parts
    assert figure(result, "E").partial
    assert figure(result, "P").partial
    assert not figure(result, "T").partial
