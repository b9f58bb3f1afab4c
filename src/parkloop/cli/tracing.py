"""`parkloop trace`: the carbon in what a park makes, and where it comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from parkloop.analyses.inventory.parameters import GWP_SETS
from parkloop.analyses.tracing.figures import figure_id
from parkloop.analyses.tracing.model import Footprint, Tracing
from parkloop.analyses.tracing.parameters import ALLOCATIONS, EXCHANGE_RULES, TracingParameters
from parkloop.analyses.tracing.tracing import tracing
from parkloop.cli.common import Voice, finish, json_option, pass_voice, workspace_option
from parkloop.cli.numbers import pairs
from parkloop.cli.studying import written
from parkloop.cli.tracing_details import say_details
from parkloop.cli.tracing_views import side_by_side, streams
from parkloop.explain import Explainer, as_lines
from parkloop.findings import Severity
from parkloop.io.workspace import Workspace
from parkloop.ledger.ledger import Snapshot
from parkloop.periods import reporting_year
from parkloop.provenance import Plain, Result, significant
from parkloop.studies import chosen_year
from parkloop.texts import Text

_MOST_PATHS = 10
#: Digits that are the same on every machine.
_DIGITS = 10


@click.command("trace")
@click.argument("product", required=False)
@workspace_option
@click.option("--list", "listing", is_flag=True, help="List the products whose id holds PRODUCT.")
@click.option("--year", type=int, help="Reporting year (default: the last one of the ledger).")
@click.option(
    "--rule",
    type=click.Choice(EXCHANGE_RULES),
    default=EXCHANGE_RULES[0],
    show_default=True,
    help="Who carries what at an exchange between enterprises.",
)
@click.option(
    "--allocation",
    type=click.Choice(ALLOCATIONS),
    default=ALLOCATIONS[0],
    show_default=True,
    help="How a node shares its burden among several products.",
)
@click.option(
    "--price",
    "prices",
    multiple=True,
    help="NODE/STREAM=NUMBER, price per ledger unit; repeatable.",
)
@click.option("--share", "shares", multiple=True, help="NODE/STREAM=0..1, agreed; repeatable.")
@click.option(
    "--displaced",
    multiple=True,
    help="NODE/STREAM=NUMBER, kg CO2e that a by-product displaces per ledger unit; repeatable.",
)
@click.option(
    "--upstream",
    multiple=True,
    help="STREAM=NUMBER, kg CO2e per ledger unit of a good bought outside; repeatable.",
)
@click.option(
    "--gwp",
    "gwp_set",
    type=click.Choice(GWP_SETS),
    default="AR5",
    show_default=True,
    help="Set of warming potentials of the report.",
)
@click.option(
    "--fallback", "fallbacks", multiple=True, help="A catalog fallback chosen by name; repeatable."
)
@click.option(
    "--seed", default=20_250_101, show_default=True, help="Seed of the Monte Carlo draws."
)
@click.option(
    "--draws", default=0, show_default=True, help="Draws of Monte Carlo; 0 leaves it out."
)
@click.option("--compare", "comparing", is_flag=True, help="All four rules and all allocations.")
@click.option("--carried", is_flag=True, help="The carbon embodied in every stream.")
@click.option("--depth", default=2, show_default=True, help="How many levels to open.")
@json_option
@pass_voice
def trace(
    voice: Voice,
    /,
    product: str | None,
    workspace: Path,
    year: int | None,
    depth: int,
    *,
    listing: bool,
    comparing: bool,
    carried: bool,
    as_json: bool,
    **choices: Any,
) -> None:
    """Trace the carbon footprint of a product through enterprises, utilities and exchanges."""
    opened = Workspace.open(workspace)
    snapshot = opened.ledger().snapshot()
    listing = listing or not product or comparing or carried
    parameters = _parameters(snapshot, year, () if listing else (product or "",), choices)
    if comparing:
        side_by_side(voice, snapshot, opened.catalog, parameters, product or "", as_json=as_json)
        return
    result = tracing(snapshot, opened.catalog, parameters)
    shown = [f for f in result.value.footprints if not listing or (product or "") in f.product]
    if carried:
        streams(voice, result.value, product or "", as_json=as_json)
    elif as_json:
        voice.data(_document(result, shown))
    elif listing:
        _print_list(voice, result.value, shown)
    else:
        for footprint in shown:
            name = figure_id(footprint.product, parameters.period.label(snapshot.park.zone))
            explainer = Explainer(snapshot, opened.catalog, (result,))
            voice.say("\n".join(as_lines(explainer.explain(name, depth), voice.language)))
            say_details(voice, footprint)
    if not as_json:
        voice.findings(f for f in result.findings if f.severity is Severity.ERROR)
    finish(result.findings)


def _parameters(
    snapshot: Snapshot, year: int | None, products: tuple[str, ...], choices: dict[str, Any]
) -> TracingParameters:
    return TracingParameters(
        period=reporting_year(chosen_year(snapshot, year), snapshot.park.zone),
        rule=choices["rule"],
        allocation=choices["allocation"],
        gwp_set=choices["gwp_set"],
        fallbacks=tuple(choices["fallbacks"]),
        products=products,
        draws=choices["draws"],
        seed=choices["seed"],
        prices=pairs(choices["prices"]),
        shares=pairs(choices["shares"]),
        displaced=pairs(choices["displaced"]),
        upstream=pairs(choices["upstream"]),
    )


def _document(result: Result[Tracing], shown: list[Footprint]) -> dict[str, Plain]:
    balance = result.value.conservation
    used = {gap for footprint in shown for gap in footprint.gaps}
    return {
        "conservation": None
        if balance is None
        else {
            "credit": significant(balance.credit, _DIGITS),
            "difference": significant(balance.difference, 1),
            "energy": significant(balance.energy, _DIGITS),
            "leaving": significant(balance.leaving, _DIGITS),
            "own": significant(balance.own, _DIGITS),
            "unit": "kg CO2e",
            "upstream": significant(balance.upstream, _DIGITS),
            "waste": significant(balance.waste, _DIGITS),
        },
        "findings": [_plain_finding(f.as_dict()) for f in result.findings],
        "gaps": [gap.as_dict() for gap in result.gaps if gap.id in used],
        "products": [_plain(footprint) for footprint in shown],
        "provenance": result.provenance.as_dict(),
        "spectral_radius": result.value.radius,
    }


def _plain_finding(finding: dict[str, object]) -> Plain:
    return {name: _as_plain(value) for name, value in finding.items()}


def _as_plain(value: object) -> Plain:
    if isinstance(value, dict):
        return {str(key): _as_plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_plain(item) for item in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)


def _plain(footprint: Footprint) -> Plain:
    return {
        "drawn": None
        if footprint.drawn is None
        else {
            "draws": footprint.drawn.draws,
            "facts_mean": footprint.drawn.facts_mean,
            "high": footprint.drawn.high,
            "low": footprint.drawn.low,
            "mean": footprint.drawn.mean,
        },
        "gaps": list(footprint.gaps),
        "gases_kg": dict(footprint.gases),
        "interval": None
        if footprint.low is None or footprint.high is None
        else [footprint.low, footprint.high],
        "made": footprint.made,
        "numerical_error": significant(footprint.error, 1),
        "origins": dict(footprint.origins),
        "owner": footprint.owner,
        "links": [
            {"giver": k.giver, "stage": k.stage, "taker": k.taker, "value": k.value}
            for k in footprint.links
        ],
        "partial": bool(footprint.gaps),
        "paths": [{"value": p.value, "vertices": list(p.vertices)} for p in footprint.paths],
        "primary_share": footprint.primary_share,
        "product": footprint.product,
        "quality": None
        if footprint.quality is None
        else {
            "geography": footprint.quality.geography,
            "technology": footprint.quality.technology,
            "timeliness": footprint.quality.timeliness,
        },
        "sensitivities": [
            {"deviation": o.deviation, "parameter": o.parameter, "share": o.share}
            for o in footprint.sensitivities
        ],
        "stages": dict(footprint.stages),
        "stream": footprint.stream,
        "unit": footprint.unit,
        "value": footprint.per_unit,
    }


def _print_list(voice: Voice, value: Tracing, shown: list[Footprint]) -> None:
    partial = voice.word(Text("chưa đầy đủ", "partial"))
    rows = [
        (
            footprint.product,
            "—" if footprint.per_unit is None else written(footprint.per_unit, voice.language),
            f"kg CO2e/{footprint.unit}",
            _interval(voice, footprint),
            partial if footprint.gaps else "",
        )
        for footprint in shown
    ]
    voice.table(
        Text(f"Dấu vết các-bon ({value.rule})", f"Carbon footprints ({value.rule})"),
        (
            Text("sản phẩm", "product"),
            Text("giá trị", "value"),
            Text("đơn vị", "unit"),
            Text("khoảng 95 %", "95 % interval"),
            Text("ghi chú", "note"),
        ),
        rows,
    )


def _interval(voice: Voice, footprint: Footprint) -> str:
    if footprint.low is None or footprint.high is None:
        return ""
    low, high = (written(v, voice.language) for v in (footprint.low, footprint.high))
    return f"{low} – {high}"
