"""`parkloop pact`: data sets of product footprints from suppliers and for customers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from parkloop.analyses.footprints import footprints
from parkloop.analyses.footprints.parameters import Company, Declared, FootprintParameters
from parkloop.analyses.footprints.stated import declared
from parkloop.analyses.inventory.parameters import GWP_SETS
from parkloop.analyses.tracing.parameters import TracingParameters
from parkloop.cli.common import (
    SpeakingGroup,
    Voice,
    finish,
    json_option,
    pass_voice,
    workspace_option,
)
from parkloop.errors import InputRefused, RequestError
from parkloop.findings import Finding, Where, has_errors
from parkloop.io.catalog_files import load_catalog
from parkloop.io.output import write_whole
from parkloop.io.pact_files import read_pact_file, read_statements, take_in
from parkloop.io.workspace import Workspace
from parkloop.pact.checks import check_data_set
from parkloop.pact.model import DataSet
from parkloop.pact.versions import to_v2
from parkloop.periods import reporting_year
from parkloop.provenance import Plain
from parkloop.studies import chosen_year
from parkloop.texts import Text

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.group("pact", cls=SpeakingGroup, plugins="parkloop.commands", within="pact")
def pact() -> None:
    """Exchange product footprints with suppliers and customers (PACT)."""


@pact.command("validate")
@click.argument("files", nargs=-1, required=True, type=_FILE)
@json_option
@pass_voice
def validate(voice: Voice, files: tuple[Path, ...], *, as_json: bool) -> None:
    """Check the form of data sets and whether their numbers agree with each other."""
    catalog = load_catalog()
    findings: list[Finding] = []
    sets: list[DataSet] = []
    for path in files:
        read = read_pact_file(path)
        findings += read.findings
        for number, one in enumerate(read.sets, start=1):
            findings += check_data_set(one, catalog, Where(file=path.name, row=number))
        sets += read.sets
    if as_json:
        voice.data(
            {"data_sets": len(sets), "findings": [finding.as_dict() for finding in findings]}
        )
    else:
        _print_sets(voice, sets)
        voice.findings(findings)
    finish(findings)


def _print_sets(voice: Voice, sets: list[DataSet]) -> None:
    rows = [
        (one.id, one.company, one.product, f"{one.per_unit} kg CO2e/{one.unit}", one.version)
        for one in sets
    ]
    voice.table(
        Text("Bộ dữ liệu", "Data sets"),
        (
            Text("mã", "id"),
            Text("công ty", "company"),
            Text("sản phẩm", "product"),
            Text("dấu vết", "footprint"),
            Text("phiên bản", "version"),
        ),
        rows,
    )


@pact.command("import")
@click.argument("file", type=_FILE)
@click.option("--supplier", required=True, help="Node outside the park that the good comes from.")
@click.option("--stream", required=True, help="Stream of the ledger that the good is.")
@click.option("--id", "wanted", default="", help="Which data set of the file (default: the only).")
@workspace_option
@pass_voice
def import_(
    voice: Voice, file: Path, supplier: str, stream: str, wanted: str, workspace: Path
) -> None:
    """Take in a supplier's data set: it becomes a fact of that supplier and moves own figures."""
    opened = Workspace.open(workspace)
    read = read_pact_file(file)
    if has_errors(read.findings):
        raise InputRefused(
            Text("Chưa nhận bộ dữ liệu nào.", "No data set was taken in."), read.findings
        )
    one = _chosen(read.sets, wanted)
    path, findings = take_in(opened.folder, opened.park, load_catalog(), one, supplier, stream)
    voice.findings(findings)
    voice.say(
        Text(
            f"Đã nhận {one.product} của {one.company}: {one.per_unit} kg CO2e/{one.unit} → "
            f"{path.name}. Số liệu của bạn: parkloop trace.",
            f"Taken in: {one.product} of {one.company}, {one.per_unit} kg CO2e/{one.unit} → "
            f"{path.name}. Your own figures: parkloop trace.",
        )
    )


def _chosen(sets: tuple[DataSet, ...], wanted: str) -> DataSet:
    fitting = [one for one in sets if not wanted or one.id == wanted]
    if len(fitting) != 1:
        ids = ", ".join(one.id for one in sets)
        raise RequestError(
            Text(
                f"Tệp có {len(sets)} bộ dữ liệu; hãy chọn một bằng --id: {ids}.",
                f"The file holds {len(sets)} data sets; choose one with --id: {ids}.",
            )
        )
    return fitting[0]


@pact.command("export")
@click.argument("products", nargs=-1)
@click.option("--year", type=int, help="Reporting year (default: the last one of the ledger).")
@click.option(
    "--statements",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Company and products (default: footprints.yaml of the workspace).",
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
@click.option("--valid-to", help="Last day of validity, 2027-12-31 (default: three years).")
@click.option(
    "--gwp",
    "gwp_set",
    type=click.Choice(GWP_SETS[1:]),
    default="AR6",
    show_default=True,
    help="Set of warming potentials.",
)
@click.option(
    "--fallback", "fallbacks", multiple=True, help="A catalog fallback chosen by name; repeatable."
)
@click.option("--v2", "version_2", is_flag=True, help="Write version 2.3 for older hosts.")
@workspace_option
@pass_voice
def export(
    voice: Voice,
    /,
    products: tuple[str, ...],
    workspace: Path,
    *,
    version_2: bool,
    **choices: Any,
) -> None:
    """Write footprints of a trace as data sets for customers."""
    opened = Workspace.open(workspace)
    snapshot = opened.ledger().snapshot()
    year = chosen_year(snapshot, choices["year"])
    stated = read_statements(choices["statements"] or opened.folder / "footprints.yaml")
    trace = TracingParameters(
        period=reporting_year(year, snapshot.park.zone),
        gwp_set=choices["gwp_set"],
        fallbacks=tuple(choices["fallbacks"]),
    )
    parameters = FootprintParameters(
        trace=trace,
        company=Company(stated["company"]["name"], tuple(stated["company"]["ids"])),
        products=_declared(stated["products"], products),
        created=datetime.now(UTC).replace(microsecond=0),
        valid_to=_day(choices["valid_to"]),
    )
    result = footprints(snapshot, opened.catalog, parameters)
    documents = [_written(one, version_2=version_2) for one in result.value.sets.values()]
    whole: dict[str, Plain] = {"data": [one for one in documents if one is not None]}
    if choices["out"]:
        write_whole(choices["out"], json.dumps(whole, ensure_ascii=False, indent=2) + "\n")
        _print_sets(voice, list(result.value.sets.values()))
    else:
        voice.data(whole)
    own = [f for f in result.findings if f.rule.startswith(("FPT-", "PCT-", "TRC-"))]
    if choices["out"] or has_errors(own):
        voice.findings(own)
    finish(own)


def _written(one: DataSet, *, version_2: bool) -> dict[str, Plain] | None:
    return to_v2(one.document) if version_2 else dict(one.document)


def _declared(stated: dict[str, Any], wanted: tuple[str, ...]) -> dict[str, Declared]:
    unknown = sorted(set(wanted) - set(stated))
    if unknown:
        raise RequestError(
            Text(
                f"footprints.yaml chưa nêu “{unknown[0]}”. Có: {', '.join(sorted(stated))}.",
                f"footprints.yaml does not state “{unknown[0]}”. There are: "
                f"{', '.join(sorted(stated))}.",
            )
        )
    return {name: declared(raw) for name, raw in stated.items() if not wanted or name in wanted}


def _day(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC, hour=23, minute=59, second=59)
    except ValueError:
        raise RequestError(
            Text(f"“{text}” không phải ngày (2027-12-31).", f"“{text}” is no day (2027-12-31).")
        ) from None
