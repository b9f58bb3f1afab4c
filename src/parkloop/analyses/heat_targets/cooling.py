"""Cold made from waste heat: what it saves in power, and what it costs in tower water.

An absorption chiller of coefficient COP_a makes COP_a of cold from one unit of heat and rejects
(1 + COP_a) of it in a cooling tower; a compression chiller of COP_e needs 1/COP_e of power for the
same cold and rejects (1 + 1/COP_e). In the tropics the tower's water may outweigh the power, so
that heat, power and water are priced together.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CoolingPrices:
    """Prices in one currency: heat and power [per kWh], tower make-up water [per m3]."""

    heat: float
    power: float
    water: float


@dataclass(frozen=True, slots=True)
class Chillers:
    """Coefficients of performance [1], tower make-up [m3 per kWh rejected], tower power
    [kWh per kWh rejected]."""

    absorption: float
    compression: float
    makeup: float
    tower_power: float = 0.0


@dataclass(frozen=True, slots=True)
class ColdFromHeat:
    """Per kWh of heat: cold made, power saved, more heat rejected, more water, net value."""

    cold: float
    power_saved: float
    rejected_more: float
    water_more: float
    net_value: float


def cold_from_heat(chillers: Chillers, prices: CoolingPrices) -> ColdFromHeat:
    """What one kWh of driving heat is worth as cold [kWh, kWh, kWh, m3, currency].

    power saved = COP_a (1/COP_e) + tower power of the rejection saved; net value = power saved ×
    its price − more water × its price − price of the heat.
    """
    cold = chillers.absorption
    rejected = (1 + chillers.absorption) - cold * (1 + 1 / chillers.compression)
    power = cold / chillers.compression - chillers.tower_power * rejected
    water = chillers.makeup * rejected
    return ColdFromHeat(
        cold=cold,
        power_saved=power,
        rejected_more=rejected,
        water_more=water,
        net_value=power * prices.power - water * prices.water - prices.heat,
    )


def carnot_heat_pump(source: float, sink: float, share: float) -> float:
    """COP of a heat pump between two temperatures [°C] at a share of Carnot's.

    COP = share × T_sink / (T_sink − T_source) with T in K.
    """
    kelvin = 273.15
    return share * (sink + kelvin) / (sink - source)
