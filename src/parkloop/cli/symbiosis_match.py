"""`parkloop symbiosis match`: offers, needs and candidate exchanges from the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from parkloop.analyses.symbiosis_matching import (
    Candidate,
    Matching,
    MatchingParameters,
    Need,
    Offer,
    symbiosis_matching,
)
from parkloop.analyses.symbiosis_matching.model import Side
from parkloop.analyses.symbiosis_matching.records import NEEDED, sides_by_hand
from parkloop.catalog.catalog import Catalog
from parkloop.cli.common import Voice, json_option, pass_voice, workspace_option
from parkloop.cli.studying import written
from parkloop.cli.symbiosis_targets import depth_option, explain_option
from parkloop.explain import Explainer, as_lines
from parkloop.io.tables import read_table
from parkloop.io.workspace import Workspace
from parkloop.ledger.ledger import Snapshot
from parkloop.periods import Period, reporting_year
from parkloop.provenance import Result
from parkloop.studies import chosen_year
from parkloop.texts import Text


@click.command("match")
@click.argument("enterprise", required=False)
@workspace_option
@click.option("--year", type=int, help="Reporting year (default: the last one of the ledger).")
@click.option(
    "--sides",
    "by_hand",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Table (.csv) of offers and needs added by hand.",
)
@click.option("--least", default=0.3, show_default=True, help="Score below which nothing is shown.")
@click.option("--most", default=5, show_default=True, help="Takers kept per offer.")
@click.option("--offers", "only_sides", is_flag=True, help="Show offers and needs only.")
@explain_option
@depth_option
@json_option
@pass_voice
def match(
    voice: Voice,
    enterprise: str | None,
    workspace: Path,
    year: int | None,
    by_hand: Path | None,
    least: float,
    most: int,
    figure: str,
    depth: int,
    *,
    only_sides: bool,
    as_json: bool,
) -> None:
    """Find exchanges between enterprises; ENTERPRISE keeps those that it gives or takes."""
    opened = Workspace.open(workspace)
    snapshot = opened.ledger().snapshot()
    offers, needs = _by_hand(by_hand)
    parameters = MatchingParameters(_period(snapshot, year), offers, needs, least=least, most=most)
    result = symbiosis_matching(snapshot, opened.catalog, parameters)
    if enterprise:
        snapshot.park.node(enterprise)
    shown = [c for c in result.value.candidates if enterprise in (None, c.giver, c.taker)]
    if as_json:
        voice.data(_document(result, shown))
    elif figure:
        explainer = Explainer(snapshot, opened.catalog, (result,))
        voice.say("\n".join(as_lines(explainer.explain(figure, depth), voice.language)))
    elif only_sides:
        _print_sides(voice, result.value, enterprise)
    else:
        _print_candidates(voice, result.value, shown, opened.catalog)


def _by_hand(path: Path | None) -> tuple[tuple[Offer, ...], tuple[Need, ...]]:
    if path is None:
        return (), ()
    rows = [(row.number, row.cells) for row in read_table(path, NEEDED)]
    return sides_by_hand(rows, path.name)


def _period(snapshot: Snapshot, year: int | None) -> Period:
    return reporting_year(chosen_year(snapshot, year), snapshot.park.zone)


def _document(result: Result[Matching], shown: Iterable[Candidate]) -> dict[str, object]:
    return {
        "candidates": [candidate.as_dict() for candidate in shown],
        "gaps": [gap.as_dict() for gap in result.gaps],
        "needs": [need.as_dict() for need in result.value.needs],
        "offers": [offer.as_dict() for offer in result.value.offers],
        "provenance": result.provenance.as_dict(),
    }


def _print_sides(voice: Voice, value: Matching, enterprise: str | None) -> None:
    for title, sides in (
        (Text("Cung", "Offers"), value.offers),
        (Text("Cầu", "Needs"), value.needs),
    ):
        rows = [_side_row(voice, side) for side in sides if enterprise in (None, side.owner)]
        voice.table(
            title,
            (
                Text("doanh nghiệp", "enterprise"),
                Text("tên", "name"),
                Text("loại", "kind"),
                Text("lượng", "quantity"),
                Text("đơn vị", "unit"),
                Text("tháng có số liệu", "months"),
            ),
            rows,
        )


def _side_row(voice: Voice, side: Side) -> tuple[str, ...]:
    quantity = "—" if side.quantity is None else written(side.quantity, voice.language)
    months = str(len(side.months))
    return (side.owner, voice.word(side.name), side.kind.value, quantity, side.unit, months)


def _print_candidates(
    voice: Voice, value: Matching, shown: list[Candidate], catalog: Catalog
) -> None:
    names = {offer.id: offer.name for offer in value.offers}
    voice.table(
        Text(f"Trao đổi có thể: {len(shown)}", f"Candidate exchanges: {len(shown)}"),
        (
            Text("điểm", "score"),
            Text("bên giao", "giver"),
            Text("bên nhận", "taker"),
            Text("thứ được giao", "what is given"),
            Text("lý do", "reason"),
            Text("km", "km"),
            Text("xử lý", "treatment"),
            Text("điều có thể cản trở", "what could stop it"),
        ),
        [_row(voice, candidate, names[candidate.offer], catalog) for candidate in shown],
    )


def _row(voice: Voice, candidate: Candidate, name: Text, catalog: Catalog) -> tuple[str, ...]:
    notes = catalog.exchanges.legal_notes
    stops = [*candidate.obstacles, *(notes[note].note for note in candidate.legal)]
    if candidate.constraint:
        stops.append(candidate.constraint)
    running = voice.word(Text(" (đang chạy)", " (running)")) if candidate.running else ""
    distance = candidate.distance_km
    return (
        written(candidate.score, voice.language) + running,
        candidate.giver,
        candidate.taker,
        voice.word(name),
        voice.word(candidate.why),
        "—" if distance is None else written(distance, voice.language),
        voice.word(candidate.treatment) if candidate.treatment else "—",
        " ".join(voice.word(text) for text in stops) or "—",
    )
