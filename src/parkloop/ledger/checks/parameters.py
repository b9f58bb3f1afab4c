"""What a person may set for the checks; every default is written out here."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from parkloop.provenance import Plain


@dataclass(frozen=True, slots=True)
class CheckParameters:
    """Limits of the checks. None of them is a fact: they say when a person wants to be told.

    ``entries_named``: how many entries one finding names; the sentence gives the full count.
    ``regular_share``: a series counts as regular when its entries cover at least this share of
    the time between its first and last day; only regular series can have gaps.
    ``shortest_gap_days``: shorter holes are not reported.
    ``border_days``: how much later (earlier) than its sisters a series may start (end).
    ``least_history``: values a series needs before one of them can be called implausible.
    ``spread_limit``: how many robust standard deviations of the logarithm are too far away.
    ``least_spread``: smallest spread of the logarithm assumed, so that a very even series does
    not report a change of a few per cent.
    ``high_ratio``, ``low_ratio``: least ratio to (from) the usual value worth reporting; a low
    value is more often real (holidays, stoppages) than a high one.
    ``slip_factors``: ratios that point at a mistaken unit or digit; ``slip_tolerance``: how near
    (in the logarithm) a ratio must come.
    ``counter_tolerance``: accepted share between what a counter counted and what was entered.
    ``balance_factor``: multiple of the combined 95 % half-width within which a main meter and
    its sub-meters agree.
    """

    entries_named: int = 100
    regular_share: float = 0.5
    shortest_gap_days: float = 1.0
    border_days: float = 27.0
    least_history: int = 6
    spread_limit: float = 5.0
    least_spread: float = 0.1
    high_ratio: float = 2.5
    low_ratio: float = 5.0
    slip_factors: tuple[float, ...] = (3.6, 10.0, 1000.0)
    slip_tolerance: float = 0.15
    counter_tolerance: float = 0.005
    balance_factor: float = 1.0

    def as_dict(self) -> dict[str, Plain]:
        return asdict(self) | {"slip_factors": list(self.slip_factors)}
