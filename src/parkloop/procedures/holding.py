"""What a holder of a certificate owes: yearly reports; and when renewal may begin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from parkloop.catalog.procedures import Procedure
from parkloop.procedures.machine import Event


@dataclass(frozen=True, slots=True)
class Owed:
    """The report of a filing year: when it was filed, until when it is due (None: not known)."""

    year: int
    filed: date | None
    due: date | None

    def is_late(self, today: date) -> bool:
        """Late where its day has passed, or its whole year where the day is not known."""
        last = self.due or date(self.year, 12, 31)
        return self.filed is None and last < today


def reports_owed(
    procedure: Procedure, issued: date, events: Iterable[Event], today: date
) -> tuple[Owed, ...]:
    """One report a year from the year after the certificate on; figures are those of the year
    before (article 43 of Decree 35/2022)."""
    rule = procedure.yearly_report
    if rule is None:
        return ()
    filed: dict[int, date] = {}
    for one in events:
        if one.event == rule.event:
            filed.setdefault(one.day.year, one.day)
    return tuple(
        Owed(year, filed.get(year), date(year, *rule.due) if rule.due else None)
        for year in range(issued.year + 1, today.year + 1)
    )


def renewal_from(procedure: Procedure, valid_until: date) -> date | None:
    """The first day on which a new certificate may be asked for; None where no term is known."""
    term = procedure.renewal
    if term is None or term.days is None:
        return None
    return valid_until - timedelta(days=term.days)
