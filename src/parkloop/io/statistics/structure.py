"""The data structure of Parkloop's statistics in SDMX, and its structure message.

Dimensions FREQ, REF_AREA, UNIT_TYPE, INDICATOR, DISAGG, TIME_PERIOD; measure OBS_VALUE; attributes
UNIT_MEASURE, OBS_STATUS, CONF_STATUS, SOURCE, VINTAGE, COMMENT_OBS, all by observation. Structures
are written by pysdmx; data messages by this package, because pysdmx reads and writes data only with
pandas and pyarrow, and none in JSON (decision 0605).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from pysdmx.io.xml.sdmx21.writer.structure import write as write_structure
from pysdmx.model import (
    Agency,
    Code,
    Codelist,
    Component,
    Components,
    Concept,
    ConceptScheme,
    Dataflow,
    DataStructureDefinition,
    DataType,
    Role,
)
from pysdmx.model.message import Header

from parkloop.catalog.indicators import IndicatorBook
from parkloop.ledger.statistics import CONFIDENTIALITY, STATUSES, DataPoint
from parkloop.texts import Language, Text

AGENCY: Final = "PARKLOOP"
FLOW: Final = "GREEN_GROWTH"
SCHEME: Final = "CS_GREEN_GROWTH"
VERSION: Final = "1.0.0"
DIMENSIONS: Final = ("FREQ", "REF_AREA", "UNIT_TYPE", "INDICATOR", "DISAGG", "TIME_PERIOD")
ATTRIBUTES: Final = (
    "UNIT_MEASURE", "OBS_STATUS", "CONF_STATUS", "SOURCE", "VINTAGE", "COMMENT_OBS",
)  # fmt: skip
#: A value of DISAGG that says 'the whole'.
WHOLE: Final = "_T"
_FREQUENCIES: Final = {
    "A": Text("năm", "annual"),
    "S": Text("nửa năm", "half-yearly"),
    "Q": Text("quý", "quarterly"),
    "M": Text("tháng", "monthly"),
}
_KINDS: Final = {
    "nation": Text("quốc gia", "nation"),
    "province": Text("tỉnh, thành phố", "province"),
    "park": Text("khu công nghiệp", "park"),
    "enterprise": Text("doanh nghiệp", "enterprise"),
}
_CONCEPTS: Final = {
    "FREQ": Text("tần suất", "frequency"),
    "REF_AREA": Text("địa bàn", "reference area"),
    "UNIT_TYPE": Text("loại địa bàn", "type of area"),
    "INDICATOR": Text("chỉ tiêu", "indicator"),
    "DISAGG": Text("phân tổ", "disaggregation"),
    "TIME_PERIOD": Text("kỳ", "time period"),
    "OBS_VALUE": Text("giá trị", "observation value"),
    "UNIT_MEASURE": Text("đơn vị tính", "unit of measure"),
    "OBS_STATUS": Text("tình trạng số liệu", "observation status"),
    "CONF_STATUS": Text("bảo mật", "confidentiality status"),
    "SOURCE": Text("nguồn", "source"),
    "VINTAGE": Text("ngày công bố", "vintage"),
    "COMMENT_OBS": Text("ghi chú", "comment"),
}


_TYPES: Final = {"OBS_VALUE": DataType.DOUBLE, "TIME_PERIOD": DataType.PERIOD}


def frequency_of(period: str) -> str:
    """A for 2024, Q for 2024-Q3, S for 2024-S1, M for 2024-07."""
    tail = period.partition("-")[2]
    return {"": "A", "Q": "Q", "S": "S"}.get(tail[:1], "M")


def dimensions_of(point: DataPoint, book: IndicatorBook) -> tuple[str, ...]:
    """Values of the dimensions, in the order of ``DIMENSIONS``."""
    kind = book.areas[point.area].kind if point.area in book.areas else "province"
    return (
        frequency_of(point.period),
        point.area,
        kind,
        point.indicator,
        point.disaggregation or WHOLE,
        point.period,
    )


def attributes_of(point: DataPoint) -> tuple[str, ...]:
    """Values of the attributes, in the order of ``ATTRIBUTES``."""
    return (
        point.unit,
        point.status,
        point.confidentiality,
        point.source,
        point.vintage,
        point.note,
    )


def codelists(
    points: Iterable[DataPoint], book: IndicatorBook, language: Language
) -> dict[str, dict[str, str]]:
    """Codes and names that the observations use, by dimension."""
    used = list(points)
    areas = {p.area: book.areas[p.area].name if p.area in book.areas else None for p in used}
    indicators = {
        p.indicator: book.indicators[p.indicator].name if p.indicator in book.indicators else None
        for p in used
    }
    parts = {p.disaggregation or WHOLE: None for p in used}

    def named(codes: dict[str, Text | None]) -> dict[str, str]:
        return {
            code: text.in_language(language) if text else code
            for code, text in sorted(codes.items())
        }

    return {
        "FREQ": named(dict(_FREQUENCIES)),
        "REF_AREA": named(areas),
        "UNIT_TYPE": named(dict(_KINDS)),
        "INDICATOR": named(indicators),
        "DISAGG": named(dict(parts)),
        "OBS_STATUS": named(dict(STATUSES)),
        "CONF_STATUS": named(dict(CONFIDENTIALITY)),
    }


def concept_name(name: str, language: Language) -> str:
    return _CONCEPTS[name].in_language(language)


def structure_message(
    points: Iterable[DataPoint], book: IndicatorBook, prepared: datetime, language: Language = "en"
) -> str:
    """Codelists, data structure and dataflow as an SDMX-ML 2.1 structure message."""
    lists = {
        name: Codelist(
            id=f"CL_{name}",
            name=concept_name(name, language),
            agency=AGENCY,
            version=VERSION,
            items=[Code(id=_code_id(code), name=words) for code, words in codes.items()],
        )
        for name, codes in codelists(points, book, language).items()
    }
    structure = DataStructureDefinition(
        id=FLOW,
        name=FLOW,
        agency=AGENCY,
        version=VERSION,
        components=Components(
            [
                *(_component(name, Role.DIMENSION, lists, language) for name in DIMENSIONS),
                _component("OBS_VALUE", Role.MEASURE, lists, language),
                *(_component(name, Role.ATTRIBUTE, lists, language) for name in ATTRIBUTES),
            ]
        ),
    )
    scheme = ConceptScheme(
        id=SCHEME,
        name=SCHEME,
        agency=AGENCY,
        version=VERSION,
        items=[_concept(name, language) for name in _CONCEPTS],
    )
    flow = Dataflow(id=FLOW, name=FLOW, agency=AGENCY, version=VERSION, structure=structure)
    header = Header(id="parkloop", prepared=prepared, sender=Agency(AGENCY))
    written = write_structure(
        [*lists.values(), scheme, structure, flow], header=header, prettyprint=True
    )
    return written or ""


def _component(name: str, role: Role, lists: dict[str, Codelist], language: Language) -> Component:
    return Component(
        id=name,
        required=role is not Role.ATTRIBUTE,
        role=role,
        concept=_concept(name, language),
        local_codes=lists.get(name),
        local_dtype=_TYPES.get(name, DataType.STRING),
        attachment_level="O" if role is Role.ATTRIBUTE else None,
    )


def _concept(name: str, language: Language) -> Concept:
    urn = f"urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept={AGENCY}:{SCHEME}({VERSION}).{name}"
    return Concept(id=name, name=concept_name(name, language), urn=urn)


def _code_id(code: str) -> str:
    """Ids of codes hold letters, digits and a few signs; those of parts ('=', ';') are changed."""
    return re.sub(r"[^A-Za-z0-9_@$-]", "_", code)
