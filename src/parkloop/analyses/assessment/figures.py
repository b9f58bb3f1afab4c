"""Figures of an assessment: each criterion opens to what was counted, the limit, the entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from parkloop.analyses.assessment.model import (
    NOT_ASSESSABLE,
    VERDICTS,
    Assessed,
    Assessment,
    Column,
    Verdict,
)
from parkloop.analyses.assessment.results import criterion_result, figure_id, place_of
from parkloop.catalog.rulebook import Criterion, Measured
from parkloop.ledger.columns import MICRO
from parkloop.provenance import (
    EntriesOperand,
    FactOperand,
    Figure,
    FigureOperand,
    Gap,
    Interval,
    Operand,
    ParameterOperand,
)
from parkloop.texts import Text

_PARTS = {"numerator": "n", "denominator": "d"}
_LEDGER = frozenset(
    {
        "wastewater_discharged", "wastewater_treated", "wastewater_reused", "waste_generated",
        "waste_reused", "waste_landfilled",
    }
)  # fmt: skip
_COUNTED = Text("theo sổ cái", "counted from the ledger")


class Figures(Mapping[str, Figure]):
    """All figures, each put into words when it is first asked for."""

    def __init__(self, assessment: Assessment) -> None:
        self._assessment = assessment

    def __getitem__(self, figure_id: str) -> Figure:
        parts = figure_id.split("/")
        if len(parts) not in (5, 6) or parts[0] != "assessment":
            raise KeyError(figure_id)
        assessed = self._assessment.schemes.get(parts[1])
        column = _column(assessed, parts[4])
        if assessed is None or column is None or parts[2] not in assessed.subjects:
            raise KeyError(figure_id)
        register = self._assessment.register
        if figure_id_of(assessed, column.criterion, parts[2], self._assessment) != "/".join(
            parts[:5]
        ):
            raise KeyError(figure_id)
        place = place_of(register, assessed, parts[2])
        if len(parts) == 6:
            return self._part(figure_id, assessed, column, place, parts[2], parts[5])
        return self._whole(figure_id, assessed, column, place, parts[2])

    def __iter__(self) -> Iterator[str]:
        for assessed in self._assessment.schemes.values():
            for subject in assessed.subjects:
                for column in assessed.columns:
                    name = figure_id_of(assessed, column.criterion, subject, self._assessment)
                    yield name
                    yield from (f"{name}/{part}" for part in _parts(column.criterion))

    def __len__(self) -> int:
        return sum(
            len(assessed.subjects) * sum(1 + len(_parts(c.criterion)) for c in assessed.columns)
            for assessed in self._assessment.schemes.values()
        )

    def _whole(
        self, name: str, assessed: Assessed, column: Column, place: int, subject: str
    ) -> Figure:
        criterion = column.criterion
        result = criterion_result(self._assessment, assessed, column, place, subject)
        operands: list[Operand] = [FigureOperand(f"{name}/{part}") for part in _parts(criterion)]
        if result.limit is not None:
            operands.append(_limit_operand(criterion, column, place, result.limit))
        verdict = result.verdict.words
        gap = (f"gap:{name}",) if result.verdict is Verdict.NOT_ASSESSABLE else ()
        interval = None
        if result.low is not None and result.high is not None and result.low < result.high:
            interval = Interval(result.low, result.high, "bounds")
        return Figure(
            id=name,
            label=Text(f"{criterion.name.vi}: {verdict.vi}", f"{criterion.name.en}: {verdict.en}"),
            value=result.value,
            unit=criterion.unit,
            formula=_formula(criterion),
            operands=tuple(operands),
            interval=interval,
            gaps=gap,
            tags={
                "scheme": assessed.scheme.id,
                "subject": subject,
                "verdict": result.verdict.value,
            },
        )

    def _part(
        self, name: str, assessed: Assessed, column: Column, place: int, subject: str, part: str
    ) -> Figure:
        criterion = column.criterion
        measured = criterion.numerator if part == "n" else criterion.denominator
        bounds = column.numerator if part == "n" else column.denominator
        if measured is None or bounds is None:
            raise KeyError(name)
        value = float(bounds.value[place])
        words = _measure_words(measured, self._assessment)
        return Figure(
            id=name,
            label=words,
            value=None if value != value else value,
            unit=_unit(measured, self._assessment),
            formula=_COUNTED,
            operands=tuple(self._entries(assessed, measured, subject)),
        )

    def _entries(
        self, assessed: Assessed, measured: Measured, subject: str
    ) -> Iterator[EntriesOperand]:
        """What was stated, by property; the ledger's flows of a measure that reads them."""
        register = self._assessment.register
        period = register.period
        for name in measured.properties:
            known = register.catalog.rulebook.properties[name]
            where = subject
            if known.holder == "park" and assessed.subject == "enterprise":
                where = register.places.parks[
                    int(register.places.park_of[register.places.enterprises.index(subject)])
                ]
            selector: dict[str, str | int | float | None] = {
                "kind": "observation",
                "property": name,
                "below": where,
                "status": "happened",
                "touches": f"{period.start.isoformat()}/{period.end.isoformat()}",
            }
            rows = register.snapshot.select(selector)
            if not rows.is_empty():
                total = rows.get_column("quantity").sum()
                unit = rows.get_column("unit").unique().to_list()
                yield EntriesOperand(
                    name, float(total), unit[0] if len(unit) == 1 else "", len(rows), selector
                )
        if measured.function in _LEDGER:
            selector = {
                "kind": "flow",
                "below": subject,
                "status": "happened",
                "start": period.start.isoformat(),
                "end": period.end.isoformat(),
            }
            rows = register.snapshot.select(selector)
            rows = rows.filter(
                rows.get_column("stream").is_in(_streams(measured, self._assessment))
            )
            for stream, part in rows.partition_by("stream", as_dict=True).items():
                amount = float(part.get_column("amount").sum() or 0) / MICRO
                yield EntriesOperand(
                    str(stream[0]), amount, "", len(part), selector | {"stream": str(stream[0])}
                )


def _column(assessed: Assessed | None, criterion: str) -> Column | None:
    columns = assessed.columns if assessed is not None else ()
    return next((column for column in columns if column.criterion.id == criterion), None)


def _streams(measured: Measured, assessment: Assessment) -> list[str]:
    if measured.function == "wastewater_reused":
        return ["reclaimed-water", "treated-wastewater"]
    if measured.function.startswith("wastewater"):
        return ["wastewater-industrial"]
    streams = assessment.register.catalog.streams.values()
    return [stream.id for stream in streams if stream.kind == "waste"]


def figure_id_of(
    assessed: Assessed, criterion: Criterion, subject: str, assessment: Assessment
) -> str:
    return figure_id(assessed, criterion, subject, assessment.register)


def _parts(criterion: Criterion) -> tuple[str, ...]:
    return ("n", "d") if criterion.denominator else ("n",)


def _limit_operand(criterion: Criterion, column: Column, place: int, limit: float) -> Operand:
    which = int(column.limit_of[place])
    if which < 0:
        return ParameterOperand(
            "all", limit, criterion.unit, Text("mọi điều kiện phải có", "all states must hold")
        )
    used = criterion.limits[which]
    sign = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "given": "—"}[used.op]
    if used.observed:
        note = Text("mục tiêu do khu đặt ra", "a target the park has set")
        return ParameterOperand(f"{sign} {used.observed}", limit, criterion.unit, note)
    reason = Text(criterion.note, criterion.note) if criterion.note else None
    return FactOperand(sign, used.id, limit, criterion.unit, reason)


def _formula(criterion: Criterion) -> Text:
    if criterion.denominator is None:
        return Text("giá trị so với ngưỡng", "the value against the limit")
    if criterion.kind == "elasticity":
        return Text("tăng trưởng tài nguyên ÷ tăng trưởng giá trị tăng thêm",
                    "growth of the resource ÷ growth of value added")  # fmt: skip
    scale = f" · {criterion.scale:g}" if criterion.scale != 1 else ""
    return Text(f"tử số ÷ mẫu số{scale}", f"numerator ÷ denominator{scale}")


def _measure_words(measured: Measured, assessment: Assessment) -> Text:
    book = assessment.register.catalog.rulebook.properties
    names = [book[name].name for name in measured.properties if name in book]
    over = measured.employees_over
    more_vi = f" (trên {over:g} lao động)" if over is not None else ""
    more_en = f" (over {over:g} employees)" if over is not None else ""
    if not names:
        return Text(f"Số doanh nghiệp{more_vi}", f"Number of enterprises{more_en}")
    return Text(
        "; ".join(name.vi for name in names) + more_vi,
        "; ".join(name.en for name in names) + more_en,
    )


def _unit(measured: Measured, assessment: Assessment) -> str:
    book = assessment.register.catalog.rulebook.properties
    if measured.function.startswith(("enterprises", "links", "states")) or not measured.properties:
        return "1"
    if measured.function == "growth":
        return "%"
    return book[measured.properties[0]].unit or "1"


def gaps_of(assessment: Assessment) -> Iterator[Gap]:
    """One gap per criterion and subject that could not be assessed."""
    for assessed in assessment.schemes.values():
        for subject in assessed.subjects:
            place = place_of(assessment.register, assessed, subject)
            for column in assessed.columns:
                if column.codes[place] != NOT_ASSESSABLE:
                    continue
                result = criterion_result(assessment, assessed, column, place, subject)
                name = result.figure
                words = result.gap or VERDICTS[NOT_ASSESSABLE].words
                yield Gap(
                    id=f"gap:{name}",
                    message=Text(
                        f"{column.criterion.id}: {words.vi}", f"{column.criterion.id}: {words.en}"
                    ),
                    remedy=Text(
                        "Nhập các quan sát này (parkloop template), hoặc ghi rõ là không có.",
                        "Enter these observations (parkloop template), or say that there is none.",
                    ),
                )
