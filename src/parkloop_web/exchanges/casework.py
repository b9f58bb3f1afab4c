"""How a case moves, and what of it was promised and measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl

from parkloop.errors import RequestError
from parkloop.ledger.columns import MICRO
from parkloop.ledger.entries import HAPPENED
from parkloop.ledger.park import NodeKind
from parkloop.quantities import LEDGER_UNITS, conversion, dimension, is_unit
from parkloop.texts import Text
from parkloop_web.accounts.identity import Identity
from parkloop_web.accounts.models import User
from parkloop_web.exchanges.models import Candidate, Case, CaseStep, Stage
from parkloop_web.ledger.snapshot import park_of, snapshot_of
from parkloop_web.parks.models import Node

ORDER = tuple(Stage)


def open_case(candidate: Candidate, broker: Node, user: User, at: datetime) -> Case:
    """A case from a candidate; shared with both where they have agreed to talk."""
    content = candidate.content
    replaces = content.get("replaces") or {"vi": "", "en": ""}
    stream = str(content["offer"]).rpartition("/")[2]
    same = content.get("geography") == "same-park"
    title = {
        lang: f"{candidate.giver.name.as_dict()[lang]} → {candidate.taker.name.as_dict()[lang]}"
        + (f" ({replaces[lang]})" if replaces[lang] else "")
        for lang in ("vi", "en")
    }
    case = Case.objects.create(
        broker=broker,
        giver=candidate.giver,
        taker=candidate.taker,
        candidate=candidate,
        title_vi=title["vi"],
        title_en=title["en"],
        stream="" if stream.startswith("by-hand") else stream.partition(".")[0],
        kind="IS-1" if same else "IS-4",
        geography="same-park" if same else "other-park",
        stage=Stage.TALK if candidate.agreed_at else Stage.IDEA,
        shared_at=at if candidate.agreed_at else None,
        opened_by=user,
        opened_at=at,
    )
    CaseStep.objects.create(case=case, to_stage=case.stage, by=user, at=at)
    return case


def leads(identity: Identity, case: Case) -> bool:
    """Whether a person leads a case: the broker's people."""
    return case.broker_id in identity.operated or case.broker.zone_id in identity.governed


def writes(identity: Identity, case: Case) -> bool:
    """Whether a person may add to a case: its leaders, and editors of both sides."""
    return leads(identity, case) or bool({case.giver_id, case.taker_id} & identity.editable)


def move(case: Case, stage: str, note: str, user: User, at: datetime) -> None:
    """Bring a case to a stage; raises RequestError where that cannot be.

    A stage forward at a time, back to any earlier one, and to the end from anywhere with a reason;
    an ended case stays ended.
    """
    if case.stage == Stage.ENDED:
        raise RequestError(
            Text(
                "Hồ sơ đã kết thúc; hãy mở hồ sơ mới.",
                "The case has ended; open a new one.",
            )
        )
    wanted, now = ORDER.index(Stage(stage)), ORDER.index(Stage(case.stage))
    if stage == Stage.ENDED and not note.strip():
        raise RequestError(
            Text(
                "Khi kết thúc phải ghi lý do, để người khác học được.",
                "Give the reason when a case ends, so that others learn from it.",
            )
        )
    if stage != Stage.ENDED and wanted > now + 1:
        raise RequestError(
            Text(
                f"Sau “{Stage(case.stage).words.vi}” là “{ORDER[now + 1].words.vi}”; "
                "không bỏ qua giai đoạn.",
                f"After “{Stage(case.stage).words.en}” comes “{ORDER[now + 1].words.en}”; no stage "
                "is left out.",
            )
        )
    before, case.stage = case.stage, stage
    if stage == Stage.ENDED:
        case.ended_reason = note
    if case.shared_at is None and stage not in (Stage.IDEA, Stage.ENDED):
        case.shared_at = at
    case.save()
    CaseStep.objects.create(case=case, from_stage=before, to_stage=stage, note=note, by=user, at=at)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a case: promised, measured (None: nothing known) and their share."""

    month: date
    promised: float | None
    measured: float | None
    unit: str

    @property
    def share(self) -> float | None:
        if not self.promised or self.measured is None:
            return None
        return self.measured / self.promised


def months_of(case: Case) -> tuple[Month, ...]:
    """Promised against measured, by month: the flows of the ledger between both sides."""
    promised = {p.month: p for p in case.promises.all()}
    unit = next(iter(promised.values())).unit if promised else ""
    measured = _measured(case, unit)
    return tuple(
        Month(
            month,
            promised[month].quantity if month in promised else None,
            measured.get(month),
            unit,
        )
        for month in sorted({*promised, *measured})
    )


def _measured(case: Case, unit: str) -> dict[date, float]:
    """What flowed in each month in a unit, as far as the reader may see it."""
    zone = case.giver.zone
    if not case.stream or not unit or not is_unit(unit) or zone is None:
        return {}
    measured_in = dimension(unit)
    if measured_in not in LEDGER_UNITS:
        return {}
    park = park_of(zone)
    snapshot = snapshot_of(zone, enterprises=[case.giver_id, case.taker_id], park=park)
    factor = conversion(LEDGER_UNITS[measured_in], unit) / MICRO
    rows = snapshot.flows.filter(
        (pl.col("stream") == case.stream)
        & (pl.col("dimension") == measured_in)
        & pl.col("status").is_in([status.value for status in HAPPENED])
        & pl.col("amount").is_not_null()
    )
    found: dict[date, float] = {}
    for row in rows.iter_rows(named=True):
        ends = [park.owner(row[end], NodeKind.ENTERPRISE) for end in ("from_node", "to_node")]
        if ends == [case.giver.code, case.taker.code]:
            start = row["start"].astimezone(ZoneInfo(zone.time_zone)).date().replace(day=1)
            found[start] = found.get(start, 0.0) + row["amount"] * factor
    return found
