"""The demo zone's statistics, plan and index: kept, followed and released by its board."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from parkloop.demo.statistics import DemoStatistics, demo_statistics
from parkloop_web.accounts.models import User
from parkloop_web.database.rls import acting_as
from parkloop_web.demo.land import polygon
from parkloop_web.indicators.disclosing import publishable
from parkloop_web.indicators.indexing import build
from parkloop_web.indicators.intake import keep, release, release_index, release_plan
from parkloop_web.indicators.models import Judgement, Record
from parkloop_web.indicators.shelf import (
    add_record,
    book_of,
    plan_with_acts,
    plans_of,
)
from parkloop_web.indicators.varying import index_content, variation
from parkloop_web.parks.models import Node

#: Invented districts are squares [m] in rows of four, north of the demo's parks, on the sea.
_SIDE: Final = 6_000.0
_IN_A_ROW: Final = 4
_NORTH: Final = 5_000.0


def load_statistics(zone: Node, board: User, now: datetime) -> None:
    """Keep definitions, observations, plan and method; override one status; release all three."""
    given = demo_statistics()
    with acting_as(board.pk):
        _define(zone, board, given)
        keep(zone, given.points, board, now)
        plan = add_record(zone, Record.Kind.PLAN, given.plan["id"], given.plan, board)
        method = add_record(zone, Record.Kind.METHOD, given.index["id"], given.index, board)
        _override(zone, plan.code, board, now)
        release(zone, zone.code, board)
        for each in plans_of(zone):
            release_plan(zone, plan_with_acts(zone, each), board)
        built = build(method.content, publishable(zone), book_of(zone))
        varied = variation(method, built) or {}
        release_index(zone, method, index_content(built, varied), board)


def _define(zone: Node, board: User, given: DemoStatistics) -> None:
    for row in given.indicators:
        add_record(zone, Record.Kind.INDICATOR, row["id"], dict(row), board)
    for row in given.agencies:
        add_record(zone, Record.Kind.AGENCY, row["id"], dict(row), board)
    for number, row in enumerate(given.areas):
        parts = [dict(line) for line in given.crosswalk if line["new"] == row["id"]]
        content = {**row, "parts": parts, "geometry": _square(number, len(parts))}
        add_record(zone, Record.Kind.AREA, row["id"], content, board)


def _square(number: int, joins: int) -> dict[str, Any]:
    """The outline of the district with this place; one that joined others covers theirs."""
    first = number - joins
    south = _NORTH + first // _IN_A_ROW * _SIDE
    west = first % _IN_A_ROW * _SIDE
    return polygon((west, south, west + _SIDE * max(joins, 1), south + _SIDE))


def _override(zone: Node, plan: str, board: User, now: datetime) -> None:
    Judgement.objects.create(
        zone=zone,
        plan=plan,
        target="landfill",
        status="moderate",
        reason="Dây chuyền phân loại mới chạy từ tháng 6, chưa có trong số liệu · "
        "The new sorting line has run since June and is not in the data yet",
        made_by=board,
        day=now.date(),
    )
