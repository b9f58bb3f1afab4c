"""`parkloop indicators`: definitions, observations in and out, areas on new boundaries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from parkloop.analyses.indicators import IndicatorParameters, ParkIndicators
from parkloop.analyses.indicators import indicators as compute
from parkloop.catalog.indicators import Area, IndicatorBook, IndicatorDefinition
from parkloop.cli.common import FINDINGS, Voice, json_option, pass_voice, workspace_option
from parkloop.cli.index_tables import number
from parkloop.explain import Explainer, as_lines
from parkloop.io.indicator_files import load_indicators, load_seed_statistics
from parkloop.io.output import write_whole
from parkloop.io.statistics.files import FORMATS, StatisticsFolder, written
from parkloop.io.statistics.meaning import Defaults, Reading
from parkloop.io.workspace import Workspace
from parkloop.ledger.boundaries import on_boundaries
from parkloop.ledger.park import NodeKind, Park
from parkloop.ledger.statistics import Statistics
from parkloop.periods import reporting_year
from parkloop.provenance import Result
from parkloop.studies import chosen_year
from parkloop.texts import Text

_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group("indicators")
def indicators() -> None:
    """Indicators of nation, provinces and parks: definitions, observations, exchange."""


F = TypeVar("F", bound=Callable[..., Any])


def _folder_option(required: bool) -> Callable[[F], F]:
    return click.option(
        "--data",
        "data",
        type=_FOLDER,
        required=required,
        default=None,
        help="Folder that keeps the observations (default: what ships with Parkloop).",
    )


def book_of(folder: Path | None) -> IndicatorBook:
    """The shipped indicators, with the areas a folder declares."""
    shipped = load_indicators()
    return shipped.with_areas(StatisticsFolder(folder).areas()) if folder else shipped


def statistics_of(folder: Path | None) -> Statistics:
    """The observations of a folder; without one, those that ship with Parkloop."""
    return StatisticsFolder(folder).statistics() if folder else load_seed_statistics()


@indicators.command("list")
@click.argument("words", required=False, default="")
@click.option("--set", "of_set", default="", help="Only one list, such as circular-10-2023.")
@_folder_option(required=False)
@json_option
@pass_voice
def list_command(
    voice: Voice, words: str, of_set: str, data: Path | None, *, as_json: bool
) -> None:
    """List indicators whose id or name holds WORDS, with the agency that answers today."""
    book, today = book_of(data), datetime.now(UTC).date()
    counts = dict(statistics_of(data).latest().frame.group_by("indicator").len().rows())
    shown = [
        each
        for each in sorted(book.indicators.values(), key=lambda each: each.id)
        if (not of_set or each.set == of_set) and _holds(each, words)
    ]
    if as_json:
        voice.data([_as_dict(each, book, today, counts) for each in shown])
        return
    voice.table(
        Text("Chỉ tiêu", "Indicators"),
        (
            Text("mã", "id"),
            Text("tên", "name"),
            Text("đơn vị", "unit"),
            Text("cơ quan", "agency"),
            Text("quan sát", "observations"),
        ),
        [
            (
                each.id,
                voice.word(each.name),
                each.unit,
                _agency(voice, each, book, today),
                str(counts.get(each.id, 0)),
            )
            for each in shown
        ],
    )


def _holds(each: IndicatorDefinition, words: str) -> bool:
    return words.lower() in f"{each.id} {each.name.vi} {each.name.en}".lower()


def _agency(voice: Voice, each: IndicatorDefinition, book: IndicatorBook, today: date) -> str:
    agency = book.responsible(each.id, today)
    return voice.word(agency.name) if agency else "—"


def _as_dict(
    each: IndicatorDefinition, book: IndicatorBook, today: date, counts: dict[str, int]
) -> dict[str, Any]:
    agency = book.responsible(each.id, today)
    return {
        "agency": agency.id if agency else None,
        "code": each.code,
        "confidence": each.confidence,
        "direction": each.direction,
        "formula": each.formula,
        "frequency": each.frequency,
        "id": each.id,
        "name": each.name.as_dict(),
        "named_gap": each.named_gap,
        "observations": counts.get(each.id, 0),
        "set": each.set,
        "source": each.source,
        "unit": each.unit,
        "verified": each.verified,
    }


@indicators.command("import")
@click.argument("file", type=_FILE)
@_folder_option(required=True)
@click.option("--preview", is_flag=True, help="Show what would happen; write nothing.")
@click.option("--vintage", default="", help="Day of publication (default: today).")
@click.option("--source", default="", help="Source of the values that name none.")
@click.option("--indicator", default="", help="Indicator of every row, where no column says it.")
@click.option("--area", default="", help="Area of every row, where no column says it.")
@click.option("--author", default="", help="Who loads the file.")
@click.option("--partial", is_flag=True, help="Take the good rows although others have errors.")
@json_option
@pass_voice
def import_command(
    voice: Voice,
    /,
    file: Path,
    data: Path,
    *,
    preview: bool,
    partial: bool,
    as_json: bool,
    **given: str,
) -> None:
    """Load observations from CSV, Excel, PX, SDMX-CSV, SDMX-JSON or SDMX-ML."""
    given["vintage"] = given["vintage"] or datetime.now(UTC).date().isoformat()
    folder = StatisticsFolder(data)
    reading = folder.preview(file, book_of(data), Defaults(**given))
    taken = not preview and (reading.usable or partial)
    new, known = folder.add(reading) if taken else (0, 0)
    if as_json:
        voice.data(
            {
                "findings": [finding.as_dict() for finding in reading.findings],
                "good": len(reading.statistics),
                "known": known,
                "new": new,
                "rows": reading.rows,
                "written": taken,
            }
        )
    else:
        voice.findings(reading.findings)
        voice.say(_outcome(reading.rows, len(reading.statistics), new, known, taken=taken))
    if not reading.usable:
        raise SystemExit(FINDINGS)


def _outcome(rows: int, good: int, new: int, known: int, *, taken: bool) -> Text:
    if not taken:
        return Text(
            f"Đọc {rows} ô, dùng được {good}. Chưa ghi gì.",
            f"{rows} cells read, {good} can be used. Nothing was written.",
        )
    return Text(
        f"Đọc {rows} ô: {new} giá trị mới, {known} đã có.",
        f"{rows} cells read: {new} new values, {known} known already.",
    )


@indicators.command("compute")
@workspace_option
@click.option("--year", type=int, help="Reporting year (default: the last one of the ledger).")
@click.option("--explain", "figure", default="", help="Open one indicator, such as park.ghg-total.")
@click.option(
    "--fallback", "fallbacks", multiple=True, help="A catalog fallback chosen by name; repeatable."
)
@click.option("--into", type=_FOLDER, default=None, help="Also keep them in this folder.")
@json_option
@pass_voice
def compute_command(
    voice: Voice,
    workspace: Path,
    year: int | None,
    figure: str,
    fallbacks: tuple[str, ...],
    into: Path | None,
    *,
    as_json: bool,
) -> None:
    """Compute the indicators of every park of a workspace from its ledger."""
    opened = Workspace.open(workspace)
    snapshot = opened.ledger().snapshot()
    period = reporting_year(chosen_year(snapshot, year), snapshot.park.zone)
    result = compute(snapshot, opened.catalog, IndicatorParameters(period, fallbacks=fallbacks))
    if into:
        _keep(into, result, snapshot.park)
    if figure:
        explainer = Explainer(snapshot, opened.catalog, (result,))
        for name in [n for n in result.figures if n.startswith(f"indicators/{figure}/")]:
            voice.say("\n".join(as_lines(explainer.explain(name, 2), voice.language)))
        return
    if as_json:
        voice.data(
            {
                "gaps": [gap.as_dict() for gap in result.gaps],
                "points": [asdict(point) for point in result.value.points],
                "provenance": result.provenance.as_dict(),
            }
        )
        return
    book = load_indicators()
    voice.table(
        Text("Chỉ tiêu của khu", "Indicators of parks"),
        (
            Text("khu", "park"),
            Text("chỉ tiêu", "indicator"),
            Text("giá trị", "value"),
            Text("đơn vị", "unit"),
            Text("tình trạng", "status"),
        ),
        [
            (
                point.area,
                voice.word(book.indicator(point.indicator).name),
                number(voice, point.value),
                point.unit,
                f"{point.status} {point.note}".strip(),
            )
            for point in result.value.points
        ],
    )


def _keep(into: Path, result: Result[ParkIndicators], park: Park) -> None:
    """Append the values, with today as their vintage, and declare the parks as areas."""
    today = datetime.now(UTC).date().isoformat()
    points = [replace(point, vintage=today) for point in result.value.points]
    folder = StatisticsFolder(into)
    folder.declare(
        Area(node.id, "park", node.name, "vn", source="park.yaml")
        for node in park.of_kind(NodeKind.PARK)
    )
    folder.add(Reading(Statistics.of(points), (), len(points)))


@indicators.command("export")
@_folder_option(required=False)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="sdmx-csv", show_default=True,
    help="csv holds every vintage, the others the newest values.",
)  # fmt: skip
@click.option("--indicator", "names", multiple=True, help="Only these indicators; repeatable.")
@click.option("--area", "areas", multiple=True, help="Only these areas; repeatable.")
@click.option("--vintage", default="", help="The view of a day (default: the newest).")
@click.option("--on", "new_area", default="", help="Values of an area's parts as its own.")
@click.option("--public", is_flag=True, help="Suppress what is not free for publication.")
@click.option("--out", type=_FILE, default=None, help="File to write (default: the terminal).")
@pass_voice
def export_command(
    voice: Voice,
    data: Path | None,
    form: str,
    names: tuple[str, ...],
    areas: tuple[str, ...],
    vintage: str,
    new_area: str,
    out: Path | None,
    *,
    public: bool,
) -> None:
    """Write observations as SDMX-CSV, SDMX-JSON, an SDMX structure, CSV or JSON-stat."""
    book = book_of(data)
    for name in names:
        book.indicator(name)
    for name in (*areas, *filter(None, [new_area])):
        book.area(name)
    shown = statistics_of(data)
    if vintage:
        shown = shown.latest(vintage)
    if new_area:
        shown, gaps = on_boundaries(shown, book, new_area)
        for gap in gaps:
            click.echo(voice.word(gap.message), err=True)
    shown = shown.only(names, areas)
    if public:
        shown = shown.public()
    text = written(shown, book, form, datetime.now(UTC), voice.language)
    if out is None:
        click.echo(text, nl=False)
        return
    write_whole(out, text)
    voice.say(
        Text(f"Đã ghi {len(shown)} giá trị vào {out}.", f"Wrote {len(shown)} values to {out}.")
    )
