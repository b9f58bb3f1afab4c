"""`parkloop symbiosis pinch` and `water`: targets of heat and of fresh water from a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from parkloop.analyses.heat_targets import HeatParameters, HeatTargets, heat_targets
from parkloop.analyses.heat_targets.model import Targets
from parkloop.analyses.heat_targets.records import NEEDED as HEAT_COLUMNS
from parkloop.analyses.heat_targets.records import heat_data, main_of
from parkloop.analyses.water_targets import (
    Regenerator,
    WaterNetwork,
    WaterParameters,
    water_targets,
)
from parkloop.analyses.water_targets.records import NEEDED as WATER_COLUMNS
from parkloop.analyses.water_targets.records import water_data
from parkloop.cli.common import Voice, json_option, pass_voice
from parkloop.cli.studying import written
from parkloop.errors import RequestError
from parkloop.explain import Explainer, as_lines
from parkloop.io.catalog_files import load_catalog
from parkloop.io.tables import read_table
from parkloop.ledger.ledger import Ledger
from parkloop.ledger.park import Park
from parkloop.provenance import Plain, Result
from parkloop.texts import Text, same_in_both

_FILE = click.Path(path_type=Path, dir_okay=False)
explain_option = click.option(
    "--explain", "figure", default="", help="Open one figure by its id instead of the tables."
)
depth_option = click.option(
    "--depth", default=3, show_default=True, help="How many levels to open."
)


@click.command("pinch")
@click.argument("file", type=_FILE)
@click.option(
    "--difference",
    default=10.0,
    show_default=True,
    help="Least temperature difference [K], shared by streams without one of their own.",
)
@click.option(
    "--main",
    "mains",
    multiple=True,
    help="NAME=TEMPERATURE or NAME=TEMPERATURE/K, a steam or hot-water main; repeatable.",
)
@explain_option
@depth_option
@json_option
@pass_voice
def pinch(
    voice: Voice,
    file: Path,
    difference: float,
    mains: tuple[str, ...],
    figure: str,
    depth: int,
    *,
    as_json: bool,
) -> None:
    """Least heating and cooling of the streams in FILE (.csv), pinch, steam between plants."""
    rows = [(row.number, row.cells) for row in read_table(file, HEAT_COLUMNS)]
    data = heat_data(rows, difference, file.name)
    parameters = HeatParameters(tuple(main_of(written, difference) for written in mains))
    result = heat_targets(data, load_catalog(), parameters)
    if as_json:
        voice.data(_heat_document(result))
    elif figure:
        open_figure(voice, result, figure, depth)
    else:
        _print_heat(voice, result.value)


def open_figure(voice: Voice, result: Result[Any], figure: str, depth: int) -> None:
    """A figure of a result that stands on a table of its own, down to what was given."""
    empty = Ledger.empty(Park(Text("Bảng", "Table"), ())).snapshot()
    opened = Explainer(empty, load_catalog(), (result,)).explain(figure, depth)
    voice.say("\n".join(as_lines(opened, voice.language)))


def _print_heat(voice: Voice, value: HeatTargets) -> None:
    rows = [_heat_row(voice, name or "—", targets) for name, targets in value.plants]
    if len(value.plants) > 1:
        total = voice.word(Text("tổng các nhà máy", "sum of the plants"))
        rows.append((total, _kw(voice, value.alone_hot), _kw(voice, value.alone_cold), "", "", ""))
        if value.total_site:
            site = value.total_site
            name = voice.word(Text("qua đường hơi", "over the mains"))
            sides = (_kw(voice, site.hot_utility), _kw(voice, site.cold_utility))
            rows.append((name, *sides, _kw(voice, site.recovered), "", ""))
        name = voice.word(Text("mọi dòng trực tiếp", "all streams directly"))
        rows.append(_heat_row(voice, name, value.direct))
    voice.table(
        Text("Mục tiêu nhiệt [kW]", "Heat targets [kW]"),
        (
            Text("nhà máy", "plant"),
            Text("cấp nhiệt", "heating"),
            Text("làm mát", "cooling"),
            Text("thu hồi", "recovered"),
            Text("điểm pinch [°C, đã dịch]", "pinch [°C, shifted]"),
            Text("số thiết bị ít nhất", "least units"),
        ),
        rows,
    )
    if value.total_site and value.total_site.flows:
        voice.table(
            Text("Qua đường hơi [kW]", "Over the mains [kW]"),
            (
                Text("đường", "main"),
                Text("nhà máy", "plant"),
                Text("cấp vào", "given"),
                Text("lấy ra", "taken"),
            ),
            [
                (f.main, f.plant or "—", _kw(voice, f.raised), _kw(voice, f.used))
                for f in value.total_site.flows
            ],
        )


def _heat_row(voice: Voice, name: str, targets: Targets) -> tuple[str, ...]:
    pinches = ", ".join(_kw(voice, pinch) for pinch in targets.pinches)
    return (
        name,
        _kw(voice, targets.hot_utility),
        _kw(voice, targets.cold_utility),
        _kw(voice, targets.recovered),
        pinches or targets.threshold.value,
        f"{targets.units} / {targets.units_at_pinch}",
    )


def _kw(voice: Voice, value: float) -> str:
    return written(value, voice.language)


def _heat_document(result: Result[HeatTargets]) -> dict[str, Plain]:
    value = result.value
    curves: dict[str, Plain] = {
        name: {"heat_kw": list(curve.heat), "temperature_c": list(curve.temperature)}
        for name, curve in (
            ("cold", value.curves.cold),
            ("grand", value.curves.grand),
            ("hot", value.curves.hot),
        )
    }
    return {
        "curves": curves,
        "figures": figures_document(result),
        "pinches": list(value.direct.pinches),
        "provenance": result.provenance.as_dict(),
        "threshold": value.direct.threshold.value,
    }


def figures_document(result: Result[Any]) -> Plain:
    return {name: {"unit": f.unit, "value": f.value} for name, f in sorted(result.figures.items())}


@click.command("water")
@click.argument("file", type=_FILE)
@click.option(
    "--fresh",
    multiple=True,
    help="CONTAMINANT=NUMBER, what fresh water holds already [mg/l]; repeatable.",
)
@click.option(
    "--treatment", type=float, help="Quality [mg/l] of water that a treatment gives back."
)
@click.option(
    "--recovery",
    default=1.0,
    show_default=True,
    help="Share of water that the treatment keeps.",
)
@click.option("--once", is_flag=True, help="Water may pass the treatment only once.")
@click.option(
    "--gap",
    default=1e-3,
    show_default=True,
    help="How close answer and bound must come where several contaminants count.",
)
@explain_option
@depth_option
@json_option
@pass_voice
def water(
    voice: Voice,
    file: Path,
    fresh: tuple[str, ...],
    treatment: float | None,
    recovery: float,
    gap: float,
    figure: str,
    depth: int,
    *,
    once: bool,
    as_json: bool,
) -> None:
    """Least fresh water of the uses, or sources and sinks, in FILE (.csv), with its network."""
    rows = [(row.number, row.cells) for row in read_table(file, WATER_COLUMNS)]
    parameters = WaterParameters(
        fresh_quality=_qualities(fresh),
        regenerator=None
        if treatment is None
        else Regenerator(treatment, recovery, recycle=not once),
        gap=gap,
    )
    result = water_targets(water_data(rows, file.name), load_catalog(), parameters)
    if as_json:
        voice.data(
            {
                "figures": figures_document(result),
                "links": [_link(link) for link in result.value.park.links],
                "provenance": result.provenance.as_dict(),
                "solver": dict(result.value.park.solver),
                "status": result.value.park.status,
            }
        )
    elif figure:
        open_figure(voice, result, figure, depth)
    else:
        _print_water(voice, result)


def _link(link: Any) -> Plain:
    return {
        "crosses": link.crosses,
        "flow_t_h": link.flow,
        "from": link.origin,
        "quality_mg_l": link.quality,
        "to": link.target,
    }


def _qualities(given: tuple[str, ...]) -> dict[str, float]:
    found = {}
    for pair in given:
        name, _, number = pair.rpartition("=")
        try:
            found[name or "contaminant"] = float(number)
        except ValueError as problem:
            raise RequestError(
                Text(
                    f"“{pair}” không hiểu được. Hãy viết CHẤT=SỐ, ví dụ cod=5.",
                    f"“{pair}” is not understood. Write CONTAMINANT=NUMBER, such as cod=5.",
                )
            ) from problem
    return found


def _print_water(voice: Voice, result: Result[Any]) -> None:
    value = result.value
    networks = [
        (Text("toàn khu", "whole park"), value.park),
        (Text("có xử lý tái sinh", "with the treatment"), value.regenerated),
        (Text("ít nước liên nhà máy nhất", "least water between plants"), value.least_crossing),
        (Text("ít đường ống nhất", "fewest pipes"), value.fewest_pipes),
    ]
    alone = voice.word(Text("không dùng lại", "without reuse"))
    rows: list[tuple[str, ...]] = []
    if value.alone:
        rows.append((alone, _kw(voice, value.alone), "", "", "", "", ""))
    rows += [_water_row(voice, name, network) for name, network in networks if network]
    voice.table(
        Text("Mục tiêu nước [t/h]", "Water targets [t/h]"),
        (
            Text("phương án", "case"),
            Text("nước sạch", "fresh"),
            Text("cận dưới", "bound"),
            Text("nước thải", "waste"),
            Text("tái sinh", "treated"),
            Text("liên nhà máy", "between plants"),
            Text("đường ống", "pipes"),
        ),
        rows,
    )
    if value.coalitions:
        voice.table(
            Text("Theo nhóm nhà máy", "By group of plants"),
            (Text("nhóm", "group"), Text("nước sạch [t/h]", "fresh [t/h]")),
            [(name, _kw(voice, fresh)) for name, fresh in value.coalitions.items()],
        )
    voice.table(
        Text("Mạng nước của toàn khu", "Network of the whole park"),
        (Text("từ", "from"), Text("đến", "to"), same_in_both("t/h"), same_in_both("mg/l")),
        [
            (
                link.origin,
                link.target,
                _kw(voice, link.flow),
                "" if link.quality is None else _kw(voice, link.quality),
            )
            for link in value.park.links
        ],
    )


def _water_row(voice: Voice, name: Text, network: WaterNetwork) -> tuple[str, ...]:
    numbers = (network.fresh, network.bound, network.waste, network.regenerated, network.crossing)
    return (voice.word(name), *(_kw(voice, number) for number in numbers), str(network.pipes))
