"""What could stop an exchange, found from the two sides: temperature, quality, reach, amount."""

from __future__ import annotations

from collections.abc import Iterator

from parkloop.analyses.symbiosis_matching.model import Kind, Need, Offer
from parkloop.analyses.symbiosis_matching.parameters import MatchingParameters
from parkloop.catalog.exchange_facts import ExchangeFacts, Pair
from parkloop.texts import Text


def obstacles(
    offer: Offer,
    need: Need | None,
    pair: Pair | None,
    distance: float | None,
    facts: ExchangeFacts,
    parameters: MatchingParameters,
) -> tuple[Text, ...]:
    """Each as one sentence; empty where nothing known speaks against the exchange."""
    return (
        *_heat(offer, need, parameters.approach),
        *_water(offer, need, facts),
        *_reach(pair, distance),
        *_amounts(offer, need),
    )


def _heat(offer: Offer, need: Need | None, approach: float) -> Iterator[Text]:
    if need is None or offer.kind is not Kind.HEAT or need.kind not in (Kind.HEAT, Kind.COLD):
        return
    if offer.temperature is None or need.temperature is None:
        yield Text(
            "Chưa biết nhiệt độ hai bên; cần đo trước.",
            "The temperatures are not known on both sides; measure first.",
        )
    elif need.kind is Kind.HEAT and offer.temperature < need.temperature + approach:
        lift = need.temperature + approach - offer.temperature
        yield Text(
            f"Nhiệt {offer.temperature:g} °C thấp hơn mức cần {need.temperature:g} °C cộng "
            f"{approach:g} K; cần bơm nhiệt nâng {lift:g} K.",
            f"Heat of {offer.temperature:g} °C is below the {need.temperature:g} °C needed plus "
            f"{approach:g} K; a heat pump would have to lift it by {lift:g} K.",
        )


def _water(offer: Offer, need: Need | None, facts: ExchangeFacts) -> Iterator[Text]:
    if need is None or offer.kind is not Kind.WASTEWATER or need.kind is not Kind.WATER:
        return
    have, want = facts.water_classes.get(offer.water_class), None
    if need.water_class:
        want = facts.water_classes.get(need.water_class)
    if have is None or want is None:
        yield Text(
            "Chưa biết lớp chất lượng nước của hai bên; cần phân tích trước.",
            "The quality classes are not known on both sides; analyse first.",
        )
    elif have.order > want.order:
        trains = [
            train
            for train in facts.trains.values()
            if train.from_class == have.id
            and facts.water_classes[train.to_class].order <= want.order
        ]
        way_vi = f"cần xử lý: {trains[0].name.vi}" if trains else "danh mục chưa có chuỗi xử lý"
        way_en = f"to be treated: {trains[0].name.en}" if trains else "the catalog has no train"
        yield Text(
            f"Nước {have.id} kém hơn {want.id} mà bên nhận cần; {way_vi}.",
            f"Water of {have.id} is worse than the {want.id} that the taker needs; {way_en}.",
        )


def _reach(pair: Pair | None, distance: float | None) -> Iterator[Text]:
    if pair is None or pair.range_km is None or distance is None:
        return
    if distance > pair.range_km:
        yield Text(
            f"Khoảng cách {distance:.1f} km xa hơn tầm thường dùng {pair.range_km:g} km.",
            f"The distance of {distance:.1f} km is beyond the usual {pair.range_km:g} km.",
        )


def _amounts(offer: Offer, need: Need | None) -> Iterator[Text]:
    if need is None or not offer.months or not need.months or offer.unit != need.unit:
        return
    without = sorted(set(need.months) - {m for m, amount in offer.months.items() if amount > 0})
    if without:
        listed = ", ".join(without[:4]) + ("…" if len(without) > 4 else "")
        yield Text(
            f"Không có hàng trong các tháng bên nhận cần: {listed}.",
            f"Nothing is offered in months in which it is needed: {listed}.",
        )
