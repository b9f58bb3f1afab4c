"""Which data sets a partner asked for: filters of version 3, the `$filter` of version 2, pages.

Several values of one filter are alternatives, different filters must all hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from parkloop.pact.model import DataSet, read_moment
from parkloop.texts import Text

MOST_PER_PAGE = 200
_LISTS = {
    "productid": "product_ids",
    "companyid": "company_ids",
    "geography": "geographies",
    "classification": "classifications",
    "status": "statuses",
}
_MOMENTS = {"validon": "valid_on", "validafter": "valid_after", "validbefore": "valid_before"}


class BadQuery(ValueError):
    """A query that cannot mean anything; ``text`` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True)
class Query:
    """Filters and page. ``limit`` None: as many as a page holds; ``filter``: of version 2."""

    product_ids: tuple[str, ...] = ()
    company_ids: tuple[str, ...] = ()
    geographies: tuple[str, ...] = ()
    classifications: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    valid_on: tuple[datetime, ...] = ()
    valid_after: tuple[datetime, ...] = ()
    valid_before: tuple[datetime, ...] = ()
    filter: str = ""
    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """Data sets of one page, and where the next begins (None: this is the last)."""

    sets: tuple[DataSet, ...]
    following: int | None


def read_query(parameters: Mapping[str, Sequence[str]]) -> Query:
    """A query from the parameters of a request; names in any case. Raises BadQuery."""
    given = {name.lower(): tuple(values) for name, values in parameters.items()}
    moments = {
        field: tuple(_moment(name, value) for value in given.get(name, ()))
        for name, field in _MOMENTS.items()
    }
    lists = {field: given.get(name, ()) for name, field in _LISTS.items()}
    limit = given.get("limit")
    return Query(
        product_ids=lists["product_ids"],
        company_ids=lists["company_ids"],
        geographies=lists["geographies"],
        classifications=lists["classifications"],
        statuses=lists["statuses"],
        valid_on=moments["valid_on"],
        valid_after=moments["valid_after"],
        valid_before=moments["valid_before"],
        filter=given.get("$filter", ("",))[-1],
        limit=_number("limit", limit[-1]) if limit else None,
        offset=_number("offset", given.get("offset", ("0",))[-1]),
    )


def _moment(name: str, value: str) -> datetime:
    # A plus sign of a zone arrives as a space when the partner did not encode it.
    found = read_moment(value.replace(" ", "+"))
    if found is None:
        raise BadQuery(
            Text(
                f"{name}: “{value}” không phải thời điểm có múi giờ.",
                f"{name}: “{value}” is no instant with a time zone.",
            )
        )
    return found


def _number(name: str, value: str) -> int:
    if not value.isdigit() or len(value) > 9:
        raise BadQuery(
            Text(
                f"{name}: “{value}” không phải số nguyên không âm.",
                f"{name}: “{value}” is no whole number of zero or more.",
            )
        )
    return int(value)


def select(sets: Iterable[DataSet], query: Query, validity_years: int) -> list[DataSet]:
    """The data sets that fit all filters, in the order given."""
    condition = read_filter(query.filter) if query.filter else None
    return [
        one
        for one in sets
        if _fits(one, query)
        and _is_valid(one, query, validity_years)
        and (condition is None or condition(one))
    ]


def _fits(one: DataSet, query: Query) -> bool:
    return all(
        not wanted or set(wanted) & set(present)
        for wanted, present in (
            (query.product_ids, one.product_ids),
            (query.company_ids, one.company_ids),
            (query.geographies, one.geographies),
            (query.classifications, one.classifications),
            (query.statuses, (one.status,)),
        )
    )


def _is_valid(one: DataSet, query: Query, validity_years: int) -> bool:
    start, end = one.valid(validity_years)
    return (
        (not query.valid_on or any(start <= moment <= end for moment in query.valid_on))
        and (not query.valid_after or any(start > moment for moment in query.valid_after))
        and (not query.valid_before or any(end < moment for moment in query.valid_before))
    )


def page(sets: Sequence[DataSet], query: Query) -> Page:
    """One page; never more than asked for."""
    size = MOST_PER_PAGE if query.limit is None else min(query.limit, MOST_PER_PAGE)
    end = query.offset + size
    more = size > 0 and end < len(sets)
    return Page(tuple(sets[query.offset : end]), end if more else None)


_COMPARED = re.compile(
    r"^(created|pcf/geographyCountry|pcf/reportingPeriodStart|pcf/"
    r"reportingPeriodEnd|productCategoryCpc)\s+(eq|ge|gt|le|lt)\s+'([^']*)'$"
)
_ANY = re.compile(r"^(productIds|companyIds)/any\((\w+):\s*\(?\s*\2\s+eq\s+'([^']*)'\s*\)?\s*\)$")


def read_filter(text: str) -> Callable[[DataSet], bool]:
    """The `$filter` of version 2: comparisons joined by `and`; BadQuery for anything else."""
    conditions = [_condition(part.strip()) for part in re.split(r"\s+and\s+", text.strip())]
    return lambda one: all(condition(one) for condition in conditions)


def _condition(text: str) -> Callable[[DataSet], bool]:
    text = text.removeprefix("(").removesuffix(")") if text.startswith("(") else text
    if found := _ANY.match(text):
        name, _, wanted = found.groups()
        return lambda one: wanted in one.texts(name)
    if found := _COMPARED.match(text):
        field, operator, wanted = found.groups()
        return _comparison(field, operator, wanted)
    raise BadQuery(Text(f"Không hiểu bộ lọc “{text}”.", f"The filter “{text}” is not understood."))


def _comparison(field: str, operator: str, wanted: str) -> Callable[[DataSet], bool]:
    def value(one: DataSet) -> str:
        if field == "pcf/geographyCountry":
            return str(one.carbon.get("geographyCountry", ""))
        if field == "created":
            return one.text("created")
        if field.startswith("pcf/reportingPeriod"):
            end = field.removeprefix("pcf/reportingPeriod")
            return str(one.carbon.get(f"referencePeriod{end}", ""))
        return one.text("productCategoryCpc")

    def holds(one: DataSet) -> bool:
        left: datetime | str = value(one)
        right: datetime | str = wanted
        first, second = read_moment(str(left)), read_moment(wanted)
        if first and second:
            left, right = first, second
        return {
            "eq": left == right,
            "ge": left >= right,  # type: ignore[operator]
            "gt": left > right,  # type: ignore[operator]
            "le": left <= right,  # type: ignore[operator]
            "lt": left < right,  # type: ignore[operator]
        }[operator]

    return holds
