"""The yearly forms A.4, A.5, B.4 and B.5: boxes filled from register, ledger and criteria.

Method, sources and limits: docs/methods/forms.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from parkloop.analyses._provenance import provenance
from parkloop.analyses.assessment.assessment import assessment
from parkloop.analyses.assessment.model import CriterionResult, Verdict
from parkloop.analyses.assessment.parameters import AssessmentParameters
from parkloop.analyses.assessment.results import scheme_result
from parkloop.analyses.forms import messages
from parkloop.analyses.forms.model import VERSION, Box, FilledForm, FormParameters
from parkloop.analyses.forms.sources import Sources
from parkloop.catalog.catalog import Catalog
from parkloop.catalog.rulebook import Form, FormField
from parkloop.errors import RequestError
from parkloop.findings import Finding, Where
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import NodeKind
from parkloop.periods import reporting_year
from parkloop.provenance import (
    EntriesOperand,
    Figure,
    FigureOperand,
    Gap,
    Operand,
    ParameterOperand,
    Result,
)
from parkloop.texts import Text

_INDICATORS = "VN-05"
_COUNTED = ("enterprises", "solutions", "links")
_STATED = Text("như đã khai trong sổ", "as stated in the register")
_SUMMED = Text("tổng các doanh nghiệp", "sum over the enterprises")
_ADDED = Text("cộng theo công thức của biểu mẫu", "added by the form's own formula")


def forms(snapshot: Snapshot, catalog: Catalog, parameters: FormParameters) -> Result[FilledForm]:
    """A statutory form filled as far as register and ledger go; what is missing is listed.

    Raises FactError for an unknown form, RequestError for a subject of another kind.
    """
    form = catalog.rulebook.form(parameters.form)
    node = snapshot.park.node(parameters.subject)
    wanted = NodeKind.PARK if form.subject == "park" else NodeKind.ENTERPRISE
    if node.kind is not wanted:
        raise RequestError(
            Text(
                f"Mẫu {form.id} dành cho {'khu' if form.subject == 'park' else 'doanh nghiệp'}; "
                f"“{node.id}” không phải.",
                f"Form {form.id} is for a {form.subject}; “{node.id}” is none.",
            )
        )
    filler = _Filler(snapshot, catalog, parameters, form)
    boxes = {field.id: filler.box(field) for field in form.fields if field.kind not in _DERIVED}
    for field in form.fields:
        if field.kind in _DERIVED:
            boxes[field.id] = filler.derived(field, boxes)
    boxes = {field.id: boxes[field.id] for field in form.fields}
    period = reporting_year(parameters.year - 1, snapshot.park.zone)
    value = FilledForm(form, node.id, node.name, parameters.year, period, boxes)
    return Result(
        value=value,
        provenance=provenance(
            snapshot,
            catalog,
            "forms",
            VERSION,
            parameters.as_dict(),
            (),
            filler.sources.rows.select("content"),
        ),
        figures=dict(filler.figures),
        findings=tuple(_findings(value, filler)),
        gaps=tuple(_gaps(value)),
    )


_DERIVED = ("total", "share")


class _Filler:
    """Fills one box after the other, and keeps its figure."""

    def __init__(
        self, snapshot: Snapshot, catalog: Catalog, parameters: FormParameters, form: Form
    ) -> None:
        self.snapshot, self.catalog, self.parameters = snapshot, catalog, parameters
        self.form = form
        self.sources = Sources(snapshot, catalog, parameters.subject, parameters.year)
        self.figures: dict[str, Figure] = {}
        self.differs: list[tuple[FormField, float, float]] = []
        self.criteria = self._assessed()

    def _assessed(self) -> dict[str, CriterionResult]:
        if not any(field.criterion for field in self.form.fields):
            return {}
        period = reporting_year(self.parameters.year - 1, self.snapshot.park.zone)
        asked = AssessmentParameters(
            period,
            (_INDICATORS,),
            (self.parameters.subject,),
            self.parameters.population,  # type: ignore[arg-type]
        )
        found = assessment(self.snapshot, self.catalog, asked)
        self.figures.update({name: found.figures[name] for name in found.figures})
        whole = scheme_result(found.value, _INDICATORS, self.parameters.subject)
        return {one.criterion.id: one for one in whole.criteria}

    def box(self, field: FormField) -> Box:
        if field.criterion:
            return self._from_criterion(field)
        if field.unit in _COUNTED:
            value, entries = self.sources.count(field.property, field.year, field.unit)
            return self._kept(field, value, entries, (), (), _STATED)
        if field.kind == "state":
            told, entries = self.sources.told(field.property, field.year, field.unit)
            return self._kept(field, told, entries, (), (), _STATED)
        if field.kind == "text":
            known = self.catalog.rulebook.properties[field.property]
            read = self.sources.documents if known.kind == "document" else self.sources.words
            words, entries = read(field.property)
            return self._kept(field, words or None, entries, (), (), _STATED)
        return self._amount(field)

    def _amount(self, field: FormField) -> Box:
        found = self.sources.amount(field.property)
        operands: tuple[Operand, ...] = ()
        if found.value is not None:
            operands = (
                EntriesOperand(
                    field.property, found.value, field.unit, found.entries, found.selector
                ),
            )
        how = _SUMMED if found.entries > 1 or found.silent else _STATED
        silent = found.silent if found.value is not None else ()
        return self._kept(field, found.value, found.entries, silent, operands, how)

    def _from_criterion(self, field: FormField) -> Box:
        one = self.criteria[field.criterion]
        value: float | bool | None
        if field.kind == "state":
            known = one.verdict in (Verdict.MET, Verdict.NOT_MET, Verdict.PARTLY)
            value = (one.verdict is Verdict.MET) if known else None
        else:
            value = one.value
        how = one.reason or one.gap or one.verdict.words
        operands = (FigureOperand(one.figure),)
        silent = (field.id,) if one.verdict is Verdict.NOT_ASSESSABLE and value is not None else ()
        return self._kept(field, value, one.missing_answers, silent, operands, how)

    def derived(self, field: FormField, boxes: dict[str, Box]) -> Box:
        """A sum by the form's formula, or a share; a value stated otherwise is kept and named."""
        parts = [boxes[name] for name in field.adds]
        known = [float(part.value) for part in parts if isinstance(part.value, float)]
        lacking = tuple(part.field.id for part in parts if part.missing)
        operands: tuple[Operand, ...] = tuple(FigureOperand(part.figure) for part in parts)
        total = sum(known) if known else None
        if field.kind == "share":
            whole = boxes[field.share_of].value
            operands = (*operands, FigureOperand(boxes[field.share_of].figure))
            total = (
                100 * total / whole
                if total is not None and isinstance(whole, float) and whole
                else None
            )
        if field.suggested and field.property:
            stated = self.sources.amount(field.property)
            if stated.value is not None:
                if total is not None and abs(stated.value - total) > 1e-6 * max(1.0, abs(total)):
                    self.differs.append((field, stated.value, total))
                return self._amount(field)
        partial = lacking if total is not None else ()
        return self._kept(field, total, len(known), partial, operands, _ADDED)

    def _kept(
        self,
        field: FormField,
        value: float | str | bool | None,
        entries: int,
        partial: tuple[str, ...],
        operands: tuple[Operand, ...],
        how: Text,
    ) -> Box:
        name = f"forms/{self.form.id}/{self.parameters.subject}/{self.parameters.year}/{field.id}"
        number = value if isinstance(value, float) else None
        if not operands and value is not None:
            shown = number if number is not None else str(value)
            operands = (ParameterOperand(field.property or field.id, shown, field.unit, how),)
        self.figures[name] = Figure(
            id=name,
            label=Text(f"{field.id} {field.name.vi}", f"{field.id} {field.name.en}"),
            value=number,
            unit=field.unit,
            formula=how,
            operands=operands,
            gaps=(f"gap:{name}",) if value is None or partial else (),
        )
        return Box(field, value, field.unit, entries, partial, _refused(field, number), name, how)


def _refused(field: FormField, value: float | None) -> bool:
    if field.portal is None or value is None:
        return False
    low, high = field.portal
    return (low is not None and value < low) or (high is not None and value > high)


def _findings(value: FilledForm, filler: _Filler) -> Iterator[Finding]:
    for box in value.boxes.values():
        where = Where(node=value.subject, field=box.field.id, period=str(value.year - 1))
        if box.refused_by_portal and box.field.portal:
            low, high = box.field.portal
            yield messages.PORTAL_REFUSES.finding(
                where,
                field=box.field.id,
                value=f"{box.value:g}",
                span=f"{'' if low is None else f'{low:g}'} – {'' if high is None else f'{high:g}'}",
            )
        elif box.missing and box.field.required:
            yield messages.REQUIRED_MISSING.finding(
                where, field=box.field.id, **_named(box.field.name)
            )
        elif box.partial:
            shown = ", ".join(box.partial[:5]) + (" …" if len(box.partial) > 5 else "")
            yield messages.PARTIAL.finding(
                where, field=box.field.id, count=len(box.partial), lacking=shown
            )
    for field, stated, total in filler.differs:
        yield messages.DIFFERS.finding(
            Where(node=value.subject, field=field.id),
            field=field.id,
            stated=f"{stated:g}",
            total=f"{total:g}",
            adds=" + ".join(field.adds),
        )


def _named(name: Text) -> dict[str, str]:
    return {"name_vi": name.vi, "name_en": name.en}


def _gaps(value: FilledForm) -> Iterator[Gap]:
    for box in value.boxes.values():
        if box.missing or box.partial:
            lacking = ", ".join(box.partial)
            yield Gap(
                id=f"gap:{box.figure}",
                message=Text(
                    f"{box.field.id} {box.field.name.vi}: "
                    + (f"chưa có của {lacking}" if lacking else "chưa có số liệu"),
                    f"{box.field.id} {box.field.name.en}: "
                    + (f"missing from {lacking}" if lacking else "nothing is stated"),
                ),
                remedy=Text(
                    f"Nhập quan sát “{box.field.property or box.field.criterion}”.",
                    f"Enter the observation “{box.field.property or box.field.criterion}”.",
                ),
            )
