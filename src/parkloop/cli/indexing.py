"""`parkloop index`: build, compare and vary a composite index kept in a folder of files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
import numpy as np

from parkloop.analyses.index import Index, IndexData, IndexMethod, index
from parkloop.analyses.index.compare import Change, Comparison, compare
from parkloop.analyses.index.importance import strengths
from parkloop.analyses.index.records import SensitivityPlan, data_of, method_of, plan_of
from parkloop.analyses.index.sensitivity import RankStatistics, SobolIndices
from parkloop.analyses.index.uncertainty import vary
from parkloop.analyses.index.variants import Grid
from parkloop.analyses.index.whatif import Supposed, at_period, suppose
from parkloop.cli.common import Voice, finish, json_option, pass_voice
from parkloop.cli.index_tables import (
    explain,
    hidden,
    number,
    plain,
    whole,
    write_sensitivity,
    write_stages,
)
from parkloop.errors import RequestError
from parkloop.io.catalog_files import load_catalog
from parkloop.io.index_files import index_folder, read_index_files
from parkloop.io.output import write_whole
from parkloop.provenance import Result
from parkloop.reports.documents import render_as
from parkloop.reports.index_report import FACTOR_NAMES, index_document
from parkloop.texts import Text, same_in_both

_FOLDER = click.Path(path_type=Path, file_okay=False)
_UNIT, _SCORE, _RANK = Text("đơn vị", "unit"), Text("điểm", "score"), Text("hạng", "rank")


@dataclass(frozen=True)
class _Loaded:
    data: IndexData
    method: IndexMethod
    plan: SensitivityPlan


@click.group("index")
def index_group() -> None:
    """Composite indices: scores, ranks and their uncertainty from a folder of files."""


@index_group.command("build")
@click.argument("folder", type=_FOLDER)
@click.option("--out", type=_FOLDER, default=None, help="Write the table of every stage here.")
@click.option("--unit", default="", help="Open one unit: parts, strengths and weaknesses.")
@click.option("--explain", "figure", default="", help="Open one figure, such as NODE/UNIT.")
@click.option("--public", is_flag=True, help="Show a dash for units that are not published.")
@json_option
@pass_voice
def build(
    voice: Voice,
    folder: Path,
    out: Path | None,
    unit: str,
    figure: str,
    *,
    public: bool,
    as_json: bool,
) -> None:
    """Compute an index and show scores, ranks, coverage and what was filled or treated."""
    loaded = _load(folder)
    result = index(loaded.data, load_catalog(), loaded.method)
    if out:
        write_stages(out, result, public=public)
    if figure:
        explain(voice, result, figure, public=public, as_json=as_json)
    elif as_json:
        voice.data(_as_dict(result, public=public))
    else:
        _print_scores(voice, result, loaded.data, public=public)
        if unit:
            _print_unit(voice, result.value, unit, public=public)
        voice.findings(result.findings)
        if out:
            voice.say(Text(f"Đã ghi các bảng vào {out}.", f"Wrote the tables to {out}."))
    finish(result.findings)


@index_group.command("compare")
@click.argument("before", type=_FOLDER)
@click.argument("after", type=_FOLDER)
@click.option("--from", "first", default="", help="Period of the first panel (default: last).")
@click.option("--to", "last", default="", help="Period of the second panel (default: last).")
@click.option("--public", is_flag=True, help="Leave out units that are not published.")
@json_option
@pass_voice
def compare_command(
    voice: Voice, before: Path, after: Path, first: str, last: str, *, public: bool, as_json: bool
) -> None:
    """Compare two indices, or two years, and say what comes from units, data and method."""
    old, new = _load(before), _load(after)
    old_data = at_period(old.data, first) if first else old.data
    new_data = at_period(new.data, last) if last else new.data
    found = compare((old_data, old.method), (new_data, new.method))
    secret = old.data.unpublished | new.data.unpublished
    _show_comparison(voice, found, secret, public=public, as_json=as_json)


def _show_comparison(
    voice: Voice, found: Comparison, secret: frozenset[str], *, public: bool, as_json: bool
) -> None:
    if public:
        found = _published(found, secret)
    if as_json:
        voice.data(
            {
                "changes": [_change(change) for change in found.changes],
                "only_after": list(found.only_after),
                "only_before": list(found.only_before),
            }
        )
        return
    voice.table(
        Text("Thay đổi của chỉ số", "Changes of the index"),
        (
            _UNIT,
            Text("trước", "before"),
            Text("sau", "after"),
            _RANK,
            Text("do tập đơn vị", "by units"),
            Text("do số liệu", "by data"),
            Text("do phương pháp", "by method"),
        ),
        [
            (
                change.row,
                number(voice, change.before),
                number(voice, change.after),
                f"{change.rank_before} → {change.rank_after}",
                number(voice, change.by_units),
                number(voice, change.by_data),
                number(voice, change.by_method),
            )
            for change in found.changes
        ],
    )
    for rows, words in (
        (found.only_before, Text("Chỉ có trong chỉ số trước: ", "Only in the first index: ")),
        (found.only_after, Text("Chỉ có trong chỉ số sau: ", "Only in the second index: ")),
    ):
        if rows:
            voice.say(voice.word(words) + ", ".join(rows))


def _published(found: Comparison, secret: frozenset[str]) -> Comparison:
    return Comparison(
        changes=tuple(change for change in found.changes if change.row not in secret),
        only_before=tuple(row for row in found.only_before if row not in secret),
        only_after=tuple(row for row in found.only_after if row not in secret),
    )


def _change(change: Change) -> dict[str, Any]:
    return {name: getattr(change, name) for name in change.__slots__}


@index_group.command("what-if")
@click.argument("folder", type=_FOLDER)
@click.option(
    "--set",
    "changes",
    multiple=True,
    required=True,
    help="UNIT/INDICATOR=NUMBER, or =-10% for a change by a share; repeatable.",
)
@click.option("--public", is_flag=True, help="Leave out units that are not published.")
@json_option
@pass_voice
def what_if(
    voice: Voice, folder: Path, changes: tuple[str, ...], *, public: bool, as_json: bool
) -> None:
    """Show what scores and ranks would be if indicators had other values."""
    loaded = _load(folder)
    supposed = suppose(loaded.data, [_supposed(change) for change in changes])
    found = compare((loaded.data, loaded.method), (supposed, loaded.method))
    _show_comparison(voice, found, loaded.data.unpublished, public=public, as_json=as_json)


def _supposed(words: str) -> Supposed:
    place, _, value = words.partition("=")
    row, _, column = place.rpartition("/")
    relative = value.endswith("%")
    try:
        number_ = float(value.rstrip("%"))
    except ValueError:
        number_ = float("nan")
    if not row or not column or number_ != number_:
        raise RequestError(
            Text(
                f"Không hiểu “{words}”; viết ĐƠN_VỊ/CHỈ_TIÊU=SỐ hoặc =-10%.",
                f"“{words}” is not understood; write UNIT/INDICATOR=NUMBER or =-10%.",
            )
        )
    return Supposed(row, column, number_ / 100 if relative else number_, relative)


@index_group.command("sensitivity")
@click.argument("folder", type=_FOLDER)
@click.option("--samples", default=1024, show_default=True, help="Samples N, a power of two.")
@click.option("--draws", default=1000, show_default=True, help="Variants for the rank intervals.")
@click.option("--seed", default=20_250_101, show_default=True, help="Seed of all draws.")
@click.option("--out", type=_FOLDER, default=None, help="Write ranks and probabilities here.")
@click.option("--public", is_flag=True, help="Leave out units that are not published.")
@json_option
@pass_voice
def sensitivity(
    voice: Voice,
    folder: Path,
    samples: int,
    draws: int,
    seed: int,
    out: Path | None,
    *,
    public: bool,
    as_json: bool,
) -> None:
    """Vary the method as its section 'sensitivity' says: rank intervals and Sobol' indices."""
    loaded = _load(folder)
    base = index(loaded.data, load_catalog(), loaded.method).value
    varied = vary(loaded.data, base, loaded.plan, seed, draws, samples)
    shown = [p for p, row in enumerate(base.rows) if not hidden(base, row, public=public)]
    statistics = varied.statistics.take(shown)
    if out:
        write_sensitivity(out, statistics, varied.ahead(shown))
    if as_json:
        voice.data(_sensitivity_dict(varied.sobol, statistics, varied.grid, varied.variants, seed))
    else:
        _print_sensitivity(voice, varied.sobol, statistics, varied.variants)


@index_group.command("report")
@click.argument("folder", type=_FOLDER)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="File to write; its ending decides: .html, .pdf or .docx.",
)
@click.option("--day", default="", help="Day of the report (default: today).")
@click.option("--seed", default=20_250_101, show_default=True, help="Seed of all draws.")
@click.option("--public", is_flag=True, help="Leave out units that are not published.")
@pass_voice
def report_command(
    voice: Voice, folder: Path, out: Path, day: str, seed: int, *, public: bool
) -> None:
    """Write the report of an index: its method, scores, intervals, coherence, sensitivity."""
    loaded = _load(folder)
    result = index(loaded.data, load_catalog(), loaded.method)
    varied = vary(loaded.data, result.value, loaded.plan, seed)
    document = index_document(
        result,
        loaded.data,
        date.fromisoformat(day) if day else datetime.now(UTC).date(),
        (varied.statistics, varied.sobol),
        public=public,
    )
    write_whole(out, render_as(document, out.suffix, voice.language))
    voice.say(Text(f"Đã ghi {out}.", f"Wrote {out}."))


def _load(folder: Path) -> _Loaded:
    files = read_index_files(index_folder(folder))
    method = method_of(files.method, files.indicators)
    data = data_of(method, files.units, files.observations)
    return _Loaded(data, method, plan_of(files.method))


def _print_scores(voice: Voice, result: Result[Index], data: IndexData, *, public: bool) -> None:
    of = result.value
    join = of.scored.tree.join_of(of.top)
    parts = [of.scored.tree.ids[part] for part in join.parts]
    ranks = np.nan_to_num(of.ranks_of(of.top), nan=np.inf)
    # Rows that are hidden come last and by name: their order would give their ranks away.
    order = sorted(
        range(len(of.rows)),
        key=lambda place: (
            (True, 0.0, of.rows[place])
            if hidden(of, of.rows[place], public=public)
            else (False, float(ranks[place]), "")
        ),
    )
    rows = []
    for place in order:
        row = of.rows[place]
        secret = hidden(of, row, public=public)
        rank = whole(of.ranks_of(of.top)[place])
        cells = ["—" if secret or rank is None else str(rank), row, _name(voice, data, row)]
        for node in (of.top, *parts):
            value = None if secret else plain(of.scores_of(node)[place])
            cells.append(number(voice, value))
        cells.append(number(voice, 100 * float(of.coverage[place]), 0) + " %")
        rows.append(cells)
    columns = (_RANK, _UNIT, Text("tên", "name"), same_in_both(of.top))
    title = Text(
        f"{of.method.title.vi} ({of.method.version})", f"{of.method.title.en} ({of.method.version})"
    )
    voice.table(
        title,
        (*columns, *(same_in_both(part) for part in parts), Text("độ phủ", "coverage")),
        rows,
    )
    for gap in result.gaps:
        voice.say(voice.word(gap.message))


def _name(voice: Voice, data: IndexData, row: str) -> str:
    unit = row.partition("@")[0]
    return voice.word(data.names[unit]) if unit in data.names else unit


def _print_unit(voice: Voice, of: Index, unit: str, *, public: bool) -> None:
    place = _place(of, unit, public=public)
    best, worst = strengths(of.scored, place)
    for title, positions in (
        (Text(f"Điểm mạnh của {unit}", f"Strengths of {unit}"), best),
        (Text(f"Điểm yếu của {unit}", f"Weaknesses of {unit}"), worst),
    ):
        voice.table(
            title,
            (
                Text("chỉ tiêu", "indicator"),
                _SCORE,
                _RANK,
                Text("so với trung vị", "to the median"),
            ),
            [
                (
                    position.indicator,
                    number(voice, position.score),
                    str(position.rank),
                    number(voice, position.above_median),
                )
                for position in positions
            ],
        )


def _place(of: Index, unit: str, *, public: bool) -> int:
    shown = [row for row in of.rows if not hidden(of, row, public=public)]
    if unit not in shown:
        known = ", ".join(shown[:10])
        raise RequestError(
            Text(
                f"Không có “{unit}” trong chỉ số; có: {known} …",
                f"“{unit}” is not in the index; there are: {known} …",
            )
        )
    return of.rows.index(unit)


def _as_dict(result: Result[Index], *, public: bool) -> dict[str, Any]:
    of = result.value
    nodes = [node.id for node in of.method.nodes]
    rows = []
    for place, row in enumerate(of.rows):
        secret = hidden(of, row, public=public)
        rows.append(
            {
                "coverage": float(of.coverage[place]),
                "published": row not in of.unpublished,
                "ranks": None if secret else {n: whole(of.ranks_of(n)[place]) for n in nodes},
                "row": row,
                "scores": None if secret else {n: plain(of.scores_of(n)[place]) for n in nodes},
            }
        )
    return {
        "dropped": list(of.dropped),
        "effective_weights": dict(of.effective),
        "findings": [finding.as_dict() for finding in result.findings],
        "gaps": [gap.as_dict() for gap in result.gaps],
        "provenance": result.provenance.as_dict(),
        "rows": rows,
    }


def _sensitivity_dict(
    sobol: SobolIndices, statistics: RankStatistics, varied: Grid, variants: int, seed: int
) -> dict[str, Any]:
    return {
        "combinations": varied.count,
        "ranks": [
            {
                "high": plain(statistics.high[place]),
                "low": plain(statistics.low[place]),
                "mean": plain(statistics.mean[place]),
                "median": plain(statistics.median[place]),
                "nominal": whole(statistics.nominal[place]),
                "unit": unit,
            }
            for place, unit in enumerate(statistics.units)
        ],
        "seed": seed,
        "sobol": {
            "evaluations": sobol.evaluations,
            "first": dict(sobol.first),
            "first_bounds": {name: list(ends) for name, ends in sobol.first_bounds.items()},
            "how": sobol.how,
            "total_bounds": {name: list(ends) for name, ends in sobol.total_bounds.items()},
            "total": dict(sobol.total),
            "variance": sobol.variance,
        },
        "variants": variants,
    }


def _print_sensitivity(
    voice: Voice, sobol: SobolIndices, statistics: RankStatistics, variants: int
) -> None:
    rows = []
    for place in np.argsort(statistics.nominal, kind="stable"):
        ends = whole(statistics.low[place]), whole(np.ceil(statistics.high[place]))
        interval = "—" if None in ends else f"{ends[0]}–{ends[1]}"
        nominal = whole(statistics.nominal[place])
        rows.append(
            (
                "—" if nominal is None else str(nominal),
                statistics.units[place],
                interval,
                number(voice, float(statistics.median[place]), 1),
            )
        )
    voice.table(
        Text(f"Hạng qua {variants} phương án", f"Ranks over {variants} variants"),
        (_RANK, _UNIT, Text("5–95 %", "5–95 %"), Text("trung vị", "median")),
        rows,
    )
    how = {
        "enumeration": Text("chính xác, liệt kê mọi tổ hợp", "exact, all combinations"),
        "sampling": Text("ước lượng bằng lấy mẫu", "estimated by sampling"),
    }[sobol.how]
    voice.table(
        Text(f"Chỉ số Sobol' ({how.vi})", f"Sobol' indices ({how.en})"),
        (Text("yếu tố", "factor"), Text("bậc một", "first order"), Text("toàn phần", "total")),
        [
            (
                voice.word(FACTOR_NAMES[name]),
                number(voice, sobol.first[name], 3),
                number(voice, sobol.total[name], 3),
            )
            for name in sobol.first
        ],
    )
