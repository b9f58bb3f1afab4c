"""Which analyses feed which. Composition only: nothing is computed here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from parkloop.analyses.assessment.assessment import assessment
from parkloop.analyses.balances import BalanceParameters, Balances, balances
from parkloop.analyses.cbam import cbam
from parkloop.analyses.completeness import (
    Completeness,
    CompletenessParameters,
    completeness,
)
from parkloop.analyses.exceedances import ExceedanceParameters, Exceedances, exceedances
from parkloop.analyses.footprints import footprints
from parkloop.analyses.forms.forms import forms
from parkloop.analyses.heat_targets import heat_targets
from parkloop.analyses.index import index
from parkloop.analyses.indicators import indicators
from parkloop.analyses.inventory.inventory import inventory
from parkloop.analyses.inventory.model import Inventory
from parkloop.analyses.inventory.parameters import InventoryParameters
from parkloop.analyses.meters import MeterBalances, MeterParameters, meters
from parkloop.analyses.progress import progress
from parkloop.analyses.symbiosis.network.analysis import exchange_network
from parkloop.analyses.symbiosis_matching import symbiosis_matching
from parkloop.analyses.tracing.tracing import tracing
from parkloop.analyses.water_targets import water_targets
from parkloop.catalog.catalog import Catalog
from parkloop.errors import RequestError
from parkloop.findings import Finding
from parkloop.ledger.checks import CheckParameters, run_checks
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.limits import Limit
from parkloop.periods import Period, reporting_year
from parkloop.provenance import Plain, Result
from parkloop.texts import Text

#: Every analysis by its name: (snapshot, catalog, parameters) -> Result.
ANALYSES: Final[Mapping[str, Callable[..., Result[Any]]]] = {
    "assessment": assessment,
    "balances": balances,
    "cbam": cbam,
    "completeness": completeness,
    "exceedances": exceedances,
    "heat_targets": heat_targets,
    "footprints": footprints,
    "forms": forms,
    "index": index,
    "indicators": indicators,
    "inventory": inventory,
    "meters": meters,
    "progress": progress,
    "symbiosis_matching": symbiosis_matching,
    "symbiosis": exchange_network,
    "tracing": tracing,
    "water_targets": water_targets,
}


@dataclass(frozen=True, slots=True)
class StudyParameters:
    """What a person decides for a study; see ``InventoryParameters`` for the inventory's.

    ``years`` are reporting years by the calendar year in which they start (empty: every year
    that the ledger touches); ``first_month`` serves firms with another fiscal year. ``limits`` are
    those of permits and contracts that people have stated.
    """

    years: tuple[int, ...] = ()
    gwp_set: str = "AR5"
    fallbacks: tuple[str, ...] = ()
    convention: str = "mean"
    draws: int = 20_000
    seed: int = 20_250_101
    first_month: int = 1
    limits: tuple[Limit, ...] = ()

    def as_dict(self) -> dict[str, Plain]:
        return {
            "convention": self.convention,
            "draws": self.draws,
            "fallbacks": list(self.fallbacks),
            "first_month": self.first_month,
            "gwp_set": self.gwp_set,
            "limits": [limit.as_dict() for limit in self.limits],
            "seed": self.seed,
            "years": list(self.years),
        }


@dataclass(frozen=True)
class Study:
    """One run over a snapshot: what was found, and every result with its provenance.

    ``inventories``, ``balances``, ``meters`` and ``exceedances`` hold one result per reporting
    year, oldest first.
    """

    title_id: str
    snapshot: Snapshot
    catalog: Catalog
    checks: tuple[Finding, ...]
    completeness: Result[Completeness]
    balances: tuple[Result[Balances], ...]
    inventories: tuple[Result[Inventory], ...]
    meters: tuple[Result[MeterBalances], ...] = ()
    exceedances: tuple[Result[Exceedances], ...] = ()

    @property
    def results(self) -> tuple[Result[Any], ...]:
        return (
            *self.inventories,
            *self.balances,
            *self.meters,
            *self.exceedances,
            self.completeness,
        )


def run_study(
    title_id: str,
    snapshot: Snapshot,
    catalog: Catalog,
    parameters: StudyParameters,
    on_step: Callable[[str], None] = lambda step: None,
) -> Study:
    """All analyses over one snapshot; ``on_step`` is told the name of each as it begins."""
    periods = _periods(snapshot, parameters)
    on_step("checks")
    checks = run_checks(snapshot, catalog, CheckParameters())
    on_step("completeness")
    whole = Period(periods[0].start, periods[-1].end)
    months = completeness(snapshot, catalog, CompletenessParameters(whole))
    balanced, inventories, metered, exceeded = [], [], [], []
    for period in periods:
        on_step("balances")
        balanced.append(balances(snapshot, catalog, BalanceParameters(period)))
        on_step("meters")
        metered.append(meters(snapshot, catalog, MeterParameters(period)))
        exceeded.append(
            exceedances(snapshot, catalog, ExceedanceParameters(period, parameters.limits))
        )
        on_step("inventory")
        inventories.append(inventory(snapshot, catalog, _for_inventory(period, parameters)))
    return Study(
        title_id=title_id,
        snapshot=snapshot,
        catalog=catalog,
        checks=checks,
        completeness=months,
        balances=tuple(balanced),
        inventories=tuple(inventories),
        meters=tuple(metered),
        exceedances=tuple(exceeded),
    )


def _for_inventory(period: Period, parameters: StudyParameters) -> InventoryParameters:
    return InventoryParameters(
        period=period,
        gwp_set=parameters.gwp_set,
        fallbacks=parameters.fallbacks,
        convention=parameters.convention,
        draws=parameters.draws,
        seed=parameters.seed,
    )


def _periods(snapshot: Snapshot, parameters: StudyParameters) -> tuple[Period, ...]:
    zone = snapshot.park.zone
    years = parameters.years or years_of(snapshot)
    if not years:
        raise _nothing_entered()
    return tuple(reporting_year(year, zone, parameters.first_month) for year in sorted(set(years)))


def chosen_year(snapshot: Snapshot, asked: int | None) -> int:
    """The year that was asked for, else the ledger's last; raises RequestError where none is."""
    if asked:
        return asked
    years = years_of(snapshot)
    if not years:
        raise _nothing_entered()
    return years[-1]


def _nothing_entered() -> RequestError:
    return RequestError(
        Text(
            "Sổ cái chưa có dòng nào. Hãy nhập dữ liệu: parkloop import TỆP.",
            "The ledger holds no flows yet. Take some in: parkloop import FILE.",
        )
    )


def years_of(snapshot: Snapshot) -> tuple[int, ...]:
    """Calendar years, in the park's zone, in which a flow of the ledger begins."""
    starts = snapshot.flows.get_column("start").dt.convert_time_zone(snapshot.park.zone)
    return tuple(starts.dt.year().unique().sort().to_list())
