"""Writes the demo zone's files, as its tenants and operators would hand them in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from parkloop.catalog.catalog import Catalog
from parkloop.demo.forms import filled_form, readings_list
from parkloop.demo.months import tenant_entries
from parkloop.demo.planting import HandedIn, plant
from parkloop.demo.profiles import planted_profile, tenants, zone_profile
from parkloop.demo.register import register_entries
from parkloop.demo.utilities import operator_entries
from parkloop.demo.zone import demo_park, operator_of
from parkloop.io.catalog_files import load_catalog
from parkloop.io.output import write_whole
from parkloop.io.park_files import write_park
from parkloop.ledger.park import Park

DEFAULT_SEED = 2025
#: Folders in the order in which their files are taken in.
FIRST, READINGS, CORRECTIONS = "1-first", "2-readings", "3-corrections"
_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class _Desk:
    """Where files are written, and in whose words."""

    folder: Path
    park: Park
    catalog: Catalog


def generate_demo(folder: Path, seed: int = DEFAULT_SEED) -> tuple[Path, ...]:
    """Write park.yaml, planted.yaml and every sender's files; the same files for the same seed.

    Returns the files to import, in the order in which they are to be taken in.
    """
    folder.mkdir(parents=True, exist_ok=True)
    desk = _Desk(folder, demo_park(), load_catalog())
    write_park(desk.park, folder / "park.yaml")
    write_whole(
        folder / "planted.yaml",
        yaml.safe_dump(planted_profile(), allow_unicode=True, sort_keys=False),
    )
    written = [path for handed in handed_in(seed) for path in _write(desk, handed)]
    return tuple(sorted(written, key=lambda path: (path.parent.name, path.name)))


def handed_in(seed: int = DEFAULT_SEED) -> Iterator[HandedIn]:
    """What each tenant and then each operator hands in."""
    truth = {tenant.id: tenant_entries(tenant, seed) for tenant in tenants()}
    for sender, entries in truth.items():
        yield plant(sender, (*entries, *register_entries(sender)))
    everything = [entry for entries in truth.values() for entry in entries]
    for profile in zone_profile()["parks"]:
        operator = operator_of(profile["id"])
        measured = operator_entries(profile, everything, seed)
        yield HandedIn(operator, (*measured, *register_entries(operator)))


def _write(desk: _Desk, handed: HandedIn) -> Iterator[Path]:
    form = filled_form(desk.park, desk.catalog, handed.sender, handed.entries)
    yield write_whole(desk.folder / FIRST / f"{handed.sender}.xlsx", form)
    if handed.readings:
        readings = readings_list(desk.park, desk.catalog, handed.readings)
        path = desk.folder / READINGS / f"{handed.sender}.csv"
        yield write_whole(path, _BYTE_ORDER_MARK + readings)
    if handed.correction:
        form = filled_form(desk.park, desk.catalog, handed.sender, handed.correction)
        yield write_whole(desk.folder / CORRECTIONS / f"{handed.sender}.xlsx", form)
