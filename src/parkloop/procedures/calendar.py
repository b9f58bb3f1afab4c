"""Working days of Viet Nam, from a kept library of public holidays.

The library holds the yearly decisions on Tết and on days that were swapped, so that 2 May 2025 was
free and Saturday 26 April 2025 was worked. A year whose decision is not published yet is the
library's estimate; an authority's own decisions go over it (``corrected``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from importlib.metadata import version

import holidays

#: Name and version of what knows the holidays, for the provenance of a deadline.
CALENDAR_SOURCE = f"holidays {version('holidays')}, VN"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are worked; ``extra_free`` and ``extra_worked`` correct the library."""

    extra_free: frozenset[date] = field(default_factory=frozenset)
    extra_worked: frozenset[date] = field(default_factory=frozenset)

    @cached_property
    def _known(self) -> holidays.HolidayBase:
        return holidays.country_holidays("VN")

    def is_worked(self, day: date) -> bool:
        """Whether offices work on a day."""
        if day in self.extra_worked:
            return True
        return day not in self.extra_free and bool(self._known.is_working_day(day))

    def next_worked(self, day: date) -> date:
        """The day itself if it is worked, else the next that is."""
        while not self.is_worked(day):
            day += _ONE_DAY
        return day

    def name_of(self, day: date) -> str:
        """The name of a holiday; '' on any other day."""
        return str(self._known.get(day) or "")


def corrected(free: Iterable[date] = (), worked: Iterable[date] = ()) -> WorkingCalendar:
    """A calendar with an authority's own decisions over the library's."""
    return WorkingCalendar(frozenset(free), frozenset(worked))
