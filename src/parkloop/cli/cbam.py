"""`parkloop cbam`: embedded emissions of goods for the EU border mechanism."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from parkloop.analyses.cbam import cbam as analysis
from parkloop.analyses.cbam.model import Cbam
from parkloop.analyses.cbam.parameters import CbamParameters
from parkloop.analyses.tracing.parameters import TracingParameters
from parkloop.cli.common import Voice, finish, json_option, pass_voice, workspace_option
from parkloop.cli.numbers import pairs
from parkloop.cli.studying import written
from parkloop.errors import RequestError
from parkloop.io.output import write_whole
from parkloop.io.workspace import Workspace
from parkloop.periods import reporting_year
from parkloop.provenance import Plain, Result
from parkloop.reports.cbam import render_cbam_xlsx
from parkloop.studies import chosen_year
from parkloop.texts import Text, same_in_both


@click.command("cbam")
@workspace_option
@click.option("--year", type=int, help="Year of the data (default: the last one of the ledger).")
@click.option("--import-year", type=int, help="Year of import, for the mark-up (default: --year).")
@click.option("--cn", "codes", multiple=True, help="PRODUCT=CODE, CN code; repeatable.")
@click.option("--export", "exports", multiple=True, help="PRODUCT=TONNES sold into the EU.")
@click.option("--precursor", "precursors", multiple=True, help="SUPPLIER/STREAM=t CO2e per t.")
@click.option("--benchmark", "benchmarks", multiple=True, help="PRODUCT=t CO2e per t.")
@click.option("--price", type=float, help="Certificate price expected [EUR per t CO2e].")
@click.option("--fallback", "fallbacks", multiple=True, help="A catalog fallback chosen by name.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write a workbook (.xlsx)."
)
@json_option
@pass_voice
def cbam(voice: Voice, /, workspace: Path, *, as_json: bool, **choices: Any) -> None:
    """Embedded emissions per CN code, default values with mark-up, and what own data save."""
    opened = Workspace.open(workspace)
    snapshot = opened.ledger().snapshot()
    year = chosen_year(snapshot, choices["year"])
    trace = TracingParameters(
        period=reporting_year(year, snapshot.park.zone), fallbacks=tuple(choices["fallbacks"])
    )
    parameters = CbamParameters(
        trace=trace,
        year=choices["import_year"] or year,
        codes=dict(_texts(choices["codes"])),
        exports=pairs(choices["exports"]),
        precursors=pairs(choices["precursors"]),
        benchmarks=pairs(choices["benchmarks"]),
        price=choices["price"],
    )
    result = analysis(snapshot, opened.catalog, parameters)
    own = [f for f in result.findings if f.rule.startswith(("CBM-", "TRC-01"))]
    if choices["out"]:
        write_whole(choices["out"], render_cbam_xlsx(result, snapshot.park))
    if as_json:
        voice.data(_document(result))
    else:
        _print(voice, result.value)
        voice.findings(own)
    finish(own)


def _texts(given: tuple[str, ...]) -> list[tuple[str, str]]:
    found = []
    for pair in given:
        name, _, code = pair.rpartition("=")
        if not name or not code.replace(" ", "").isdigit():
            raise RequestError(
                Text(
                    f"“{pair}” không hiểu được. Hãy viết SẢN_PHẨM=7214.",
                    f"“{pair}” is not understood. Write PRODUCT=7214.",
                )
            )
        found.append((name, code))
    return found


def _print(voice: Voice, value: Cbam) -> None:
    def number(one: float | None) -> str:
        return "—" if one is None else written(one, voice.language)

    rows = [
        (
            one.product,
            one.cn,
            number(one.direct),
            number(one.indirect) if one.good.indirect else f"({number(one.indirect)})",
            number(one.counted) + (" *" if one.gaps else ""),
            number(one.marked_up),
            number(one.saved),
            number(one.saved_money),
        )
        for one in value.goods
    ]
    voice.table(
        Text(
            f"CBAM {value.year} (t CO2e/t; trong ngoặc: không tính)",
            f"CBAM {value.year} (t CO2e/t; in brackets: not counted)",
        ),
        (
            Text("sản phẩm", "product"),
            same_in_both("CN"),
            Text("trực tiếp", "direct"),
            Text("gián tiếp", "indirect"),
            Text("được tính", "counted"),
            Text("mặc định đã tăng", "default with mark-up"),
            Text("giảm được", "own data save"),
            same_in_both("EUR"),
        ),
        rows,
    )


def _document(result: Result[Cbam]) -> dict[str, Plain]:
    return {
        "findings": [_plain(f.as_dict()) for f in result.findings if f.rule.startswith("CBM-")],
        "gaps": [gap.as_dict() for gap in result.gaps],
        "goods": [one.as_dict() for one in result.value.goods],
        "price_eur_per_t": result.value.price,
        "provenance": result.provenance.as_dict(),
        "year": result.value.year,
    }


def _plain(finding: dict[str, object]) -> Plain:
    return {"message": str(finding["message"]), "rule": str(finding["rule"])}
