"""Units: a closed list over pint, in which look-alikes are different things (convention C-03).

Heat content on net and gross basis, electrical energy and apparent energy, gas at normal and at
operating conditions, money of different years: each is its own dimension, so that converting
one into the other raises instead of giving a number. What joins them is a fact of the catalog
(a density, a heating value, a price index), never a conversion.

A unit is written as atoms joined by '/' and '.', for example ``kg/TJ_ncv`` or ``t.km``.
Money carries its price year: ``VND@2025``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

import pint

from parkloop.errors import UnitError
from parkloop.texts import Text

_DEFINITIONS: Final = """
kg = [mass]
g = 0.001 kg
mg = 0.000001 kg
t = 1000 kg
kt = 1000000 kg
Gg = 1000000 kg
m3 = [volume]
l = 0.001 m3
Nm3 = [normal_volume]
MJ = [energy]
kJ = 0.001 MJ
GJ = 1000 MJ
TJ = 1000000 MJ
kWh = 3.6 MJ
Wh = 0.0036 MJ
MWh = 3600 MJ
GWh = 3600000 MJ
MJ_ncv = [energy_ncv]
kJ_ncv = 0.001 MJ_ncv
GJ_ncv = 1000 MJ_ncv
TJ_ncv = 1000000 MJ_ncv
MJ_gcv = [energy_gcv]
GJ_gcv = 1000 MJ_gcv
TJ_gcv = 1000000 MJ_gcv
kVAh = [apparent_energy]
MVAh = 1000 kVAh
kvarh = [reactive_energy]
toe = [oil_equivalent]
kgoe = 0.001 toe
kW = [power]
MW = 1000 kW
h = [time]
d = 24 h
yr = 8760 h
km = [length]
m2 = [area]
ha = 10000 m2
piece = [count]
person = [persons]
degC = [temperature]
tkm = [freight]
"""
_PLAIN_NUMBERS: Final = {"1": Decimal(1), "%": Decimal("0.01")}
_MONEY: Final = re.compile(r"^(VND|USD|EUR|JPY)@((?:19|20)\d\d)$")

#: The unit in which the ledger keeps amounts of a dimension (convention C-04).
LEDGER_UNITS: Final[dict[str, str]] = {
    "mass": "kg",
    "volume": "m3",
    "normal_volume": "Nm3",
    "energy": "MJ",
    "energy_ncv": "MJ_ncv",
    "energy_gcv": "MJ_gcv",
    "apparent_energy": "kVAh",
    "reactive_energy": "kvarh",
    "oil_equivalent": "toe",
    "power": "kW",
    "time": "h",
    "length": "km",
    "area": "m2",
    "count": "piece",
    "persons": "person",
    "temperature": "degC",
    "freight": "tkm",
    "number": "1",
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its unit; converts only into what it is."""

    value: float
    unit: str

    def to(self, unit: str) -> Quantity:
        """The same quantity in another unit of the same dimension; raises UnitError else."""
        return Quantity(self.value * conversion(self.unit, unit), unit)


def atoms() -> tuple[str, ...]:
    """Every unit of the closed list, without money, in the order of the definitions."""
    names = re.findall(r"^(\w+) =", _DEFINITIONS, flags=re.MULTILINE)
    return (*names, *_PLAIN_NUMBERS)


@cache
def _registry() -> pint.UnitRegistry[Decimal]:
    registry: pint.UnitRegistry[Decimal] = pint.UnitRegistry(None, non_int_type=Decimal)
    registry.load_definitions(_DEFINITIONS.strip().splitlines())
    return registry


@cache
def _parsed(unit: str) -> tuple[Decimal, tuple[tuple[str, int], ...]]:
    """Factor to base units and the exponents of the base dimensions."""
    factor, exponents = Decimal(1), dict[str, int]()
    position = 0
    for sign, atom in re.findall(r"(^|(?<=.)[/.])([^/.]+)", unit):
        position += len(sign) + len(atom)
        power = -1 if sign == "/" else 1
        size, dimensions = _atom(atom, unit)
        factor *= size if power == 1 else 1 / size
        for name, exponent in dimensions.items():
            exponents[name] = exponents.get(name, 0) + power * exponent
    if not unit or position != len(unit):
        raise _unknown(unit, unit)
    return factor, tuple(sorted((n, e) for n, e in exponents.items() if e))


def _atom(atom: str, unit: str) -> tuple[Decimal, dict[str, int]]:
    if atom in _PLAIN_NUMBERS:
        return _PLAIN_NUMBERS[atom], {}
    if _MONEY.match(atom):
        return Decimal(1), {f"money_{atom}": 1}
    if atom not in atoms():
        raise _unknown(atom, unit)
    base = _registry().Quantity(Decimal(1), atom).to_root_units()
    dimensions = {name.strip("[]"): int(str(power)) for name, power in base.dimensionality.items()}
    return Decimal(base.magnitude), dimensions


def dimension(unit: str) -> str:
    """Name of what a unit measures: 'mass', 'energy_ncv', 'mass/energy_ncv', 'number'.

    Raises UnitError for a unit outside the closed list.
    """
    exponents = _parsed(unit)[1]
    above = [name for name, power in exponents for _ in range(power)]
    below = [name for name, power in exponents for _ in range(-power)]
    return "/".join([".".join(above) or "number", *below])


@cache
def conversion(source: str, target: str) -> float:
    """Factor by which a value in ``source`` is multiplied to be in ``target``.

    Raises UnitError when the two do not measure the same thing (kWh and kVAh, net and gross
    heating value, kg/m3 and kg/kg, money of two years).
    """
    source_factor, source_exponents = _parsed(source)
    target_factor, target_exponents = _parsed(target)
    if source_exponents != target_exponents:
        raise UnitError(
            Text(
                f"Không đổi được “{source}” ({dimension(source)}) sang “{target}” "
                f"({dimension(target)}): hai đơn vị đo hai đại lượng khác nhau. "
                "Hãy dùng hệ số trong danh mục (khối lượng riêng, nhiệt trị…).",
                f"Cannot convert “{source}” ({dimension(source)}) into “{target}” "
                f"({dimension(target)}): they measure different things. "
                "Use a fact of the catalog (density, heating value …).",
            )
        )
    return float(source_factor / target_factor)


def is_unit(unit: str) -> bool:
    try:
        _parsed(unit)
    except UnitError:
        return False
    return True


def _unknown(atom: str, unit: str) -> UnitError:
    known = ", ".join(atoms())
    return UnitError(
        Text(
            f"Đơn vị “{atom}” trong “{unit}” không có trong danh sách đơn vị. "
            f"Hãy dùng một trong: {known}; tiền tệ viết kèm năm giá, ví dụ VND@2025.",
            f"The unit “{atom}” in “{unit}” is not in the list of units. "
            f"Use one of: {known}; money is written with its price year, as VND@2025.",
        )
    )
