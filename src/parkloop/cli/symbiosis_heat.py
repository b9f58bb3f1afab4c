"""`parkloop symbiosis heat-network`: which sources of heat to pipe to whom."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
import numpy as np

from parkloop.analyses.heat_targets.cooling import Chillers, CoolingPrices
from parkloop.analyses.heat_targets.network import (
    HeatNetwork,
    HeatSink,
    HeatSource,
    HeatTerms,
    PipeSize,
)
from parkloop.analyses.heat_targets.network_figures import HeatTask, told_network
from parkloop.catalog.catalog import Catalog
from parkloop.cli.common import Voice, json_option, pass_voice
from parkloop.cli.studying import written
from parkloop.cli.symbiosis_targets import (
    depth_option,
    explain_option,
    figures_document,
    open_figure,
)
from parkloop.errors import InputRefused
from parkloop.findings import Finding, Rule, Severity, Where
from parkloop.io.catalog_files import load_catalog
from parkloop.io.tables import TableRow, read_table
from parkloop.numerals import finite
from parkloop.provenance import Result
from parkloop.solving.model import Floats
from parkloop.texts import Text

_NEEDED = ("id", "side", "temperature_c", "power_kw", "eur_per_mwh", "x_m", "y_m")
_SIDES = ("source", "sink", "cold")
#: Facts of the catalog that the terms are made of.
_FACTS = ("heat-pump.carnot-share", "absorption.cop", "chiller.cop", "cooling-tower.makeup")

WRONG_CELL = Rule(
    "HEA-10",
    Severity.ERROR,
    Text(
        "“{name}”: cột {field} ghi “{value}”; cần {wanted_vi}.",
        "“{name}”: the field {field} holds “{value}”; {wanted_en} is needed.",
    ),
    Text(
        "Sửa ô này: nhiệt độ °C, công suất kW, giá EUR/MWh, tọa độ m.",
        "Correct the cell: °C, kW, EUR/MWh, coordinates in m.",
    ),
)


@click.command("heat-network")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--hours", default=8000.0, show_default=True, help="Hours a year.")
@click.option(
    "--difference", default=10.0, show_default=True, help="Kelvin between source and sink."
)
@click.option("--lift", default=60.0, show_default=True, help="Longest lift of a heat pump [K].")
@click.option(
    "--drive", default=75.0, show_default=True, help="Temperature an absorption chiller needs."
)
@click.option("--power", default=0.08, show_default=True, help="Price of power [EUR/kWh].")
@click.option("--water", default=0.6, show_default=True, help="Price of tower water [EUR/m3].")
@click.option("--years", default=10.0, show_default=True, help="Years that a pipe pays back in.")
@explain_option
@depth_option
@json_option
@pass_voice
def heat_network_command(
    voice: Voice,
    file: Path,
    hours: float,
    difference: float,
    lift: float,
    drive: float,
    power: float,
    water: float,
    years: float,
    figure: str,
    depth: int,
    *,
    as_json: bool,
) -> None:
    """Choose which heat to pipe to whom: sources, sinks and cold users in FILE (.csv)."""
    catalog = load_catalog()
    share, absorption, chiller, makeup = (catalog.known(name).value for name in _FACTS)
    terms = HeatTerms(
        hours=hours,
        approach=difference,
        carnot_share=share,
        longest_lift=lift,
        drive=drive,
        chillers=Chillers(absorption, chiller, makeup),
        prices=CoolingPrices(0.0, power, water),
    )
    rows = read_table(file, _NEEDED)
    sources, sinks, lengths = _places(rows, file.name)
    result = told_network(
        HeatTask(tuple(sources), tuple(sinks), lengths, tuple(_pipes(catalog, years)), terms),
        catalog,
        _FACTS,
        {"years": years},
    )
    if as_json:
        voice.data(_document(result, catalog))
    elif figure:
        open_figure(voice, result, figure, depth)
    else:
        _print(voice, result.value, catalog)


def _pipes(catalog: Catalog, years: float) -> list[PipeSize]:
    return [
        PipeSize(pipe.id, pipe.capacity, pipe.loss, pipe.cost / years)
        for pipe in catalog.exchanges.heat_pipes.values()
    ]


def _places(rows: Iterable[TableRow], file: str) -> tuple[list[HeatSource], list[HeatSink], Floats]:
    """Sources, sinks and the length of a route along streets between them [m]."""
    findings = list[Finding]()
    sources, sinks = list[HeatSource](), list[HeatSink]()
    at: list[tuple[float, float]] = []
    to: list[tuple[float, float]] = []
    for row in rows:
        name, side = row.cells["id"], row.cells["side"].lower()
        numbers = {}
        for field in _NEEDED[2:]:
            number = finite(row.cells[field])
            if number is None:
                findings.append(_wrong(file, row, field, "một số", "a number"))
            numbers[field] = number or 0.0
        if side not in _SIDES:
            sides = ", ".join(_SIDES)
            findings.append(_wrong(file, row, "side", sides, sides))
            continue
        warm, strength = numbers["temperature_c"], numbers["power_kw"]
        worth, place = numbers["eur_per_mwh"], (numbers["x_m"], numbers["y_m"])
        if side == "source":
            sources.append(HeatSource(name, warm, strength, worth))
            at.append(place)
        else:
            sinks.append(HeatSink(name, warm, strength, worth, cold=side == "cold"))
            to.append(place)
    if findings:
        raise InputRefused(
            Text(
                f"{file}: chưa dùng được, {len(findings)} lỗi.",
                f"{file}: cannot be used yet, {len(findings)} problems.",
            ),
            findings,
        )
    lengths = np.array([[abs(a - c) + abs(b - d) for c, d in to] for a, b in at], float)
    return sources, sinks, lengths.reshape(len(at), len(to))


def _wrong(file: str, row: TableRow, field: str, vi: str, en: str) -> Finding:
    where = Where(file=file, row=row.number, field=field)
    return WRONG_CELL.finding(
        where,
        name=row.cells["id"],
        field=field,
        value=row.cells[field],
        wanted_vi=vi,
        wanted_en=en,
    )


def _document(result: Result[HeatNetwork], catalog: Catalog) -> dict[str, object]:
    found = result.value
    return {
        "bound": found.bound,
        "facts": list(_FACTS),
        "figures": figures_document(result),
        "links": [{name: getattr(link, name) for name in link.__slots__} for link in found.links],
        "net_value_eur": found.net_value,
        "not_verified": _not_verified(catalog),
        "provenance": result.provenance.as_dict(),
        "solver": found.solver,
        "status": found.status,
    }


def _not_verified(catalog: Catalog) -> list[str]:
    return [name for name in _FACTS if not catalog.known(name).verified]


def _print(voice: Voice, found: HeatNetwork, catalog: Catalog) -> None:
    value = written(found.net_value, voice.language)
    bound = "—" if found.bound is None else written(found.bound, voice.language)
    voice.table(
        Text(
            f"Giá trị ròng {value} EUR/năm (cận {bound})",
            f"Net value {value} EUR a year (bound {bound})",
        ),
        (
            Text("nguồn", "source"),
            Text("nơi nhận", "sink"),
            Text("cách", "way"),
            Text("ống", "pipe"),
            Text("m", "m"),
            Text("gửi kW", "sent kW"),
            Text("mất kW", "lost kW"),
            Text("nhận kW", "received kW"),
            Text("điện kW", "power kW"),
            Text("EUR/năm", "EUR a year"),
        ),
        [
            (
                link.source,
                link.sink,
                link.way,
                link.pipe,
                *(
                    written(number, voice.language)
                    for number in (
                        link.length,
                        link.sent,
                        link.lost,
                        link.received,
                        link.power,
                        link.net_value,
                    )
                ),
            )
            for link in found.links
        ],
    )
    names = ", ".join(_not_verified(catalog))
    if names:
        voice.say(Text(f"Chưa đối chiếu: {names}.", f"Not verified: {names}."))
