"""Heat targets as figures that open: site, plants, streams."""

from __future__ import annotations

from collections.abc import Iterator

from parkloop.analyses.heat_targets.model import HeatStream, HeatTargets, Side, Targets
from parkloop.provenance import Figure, FigureOperand, ParameterOperand, significant
from parkloop.texts import Text, same_in_both

_DIGITS = 12
_ONE_PLANT = "-"
_HOT = Text("Nhu cầu cấp nhiệt tối thiểu", "Least heating")
_COLD = Text("Nhu cầu làm mát tối thiểu", "Least cooling")
_RECOVERED = Text("Nhiệt thu hồi được", "Heat recovered")
_CASCADE = Text(
    "bảng bài toán: phần thiếu lớn nhất của thác nhiệt từ trên xuống, ở nhiệt độ đã dịch",
    "problem table: the largest deficit of the cascade from the top, at shifted temperatures",
)
_BALANCE = Text(
    "cấp nhiệt + nhiệt dòng nóng − nhiệt dòng lạnh", "heating + hot duties − cold duties"
)
_DUTY = Text("tải nhiệt của dòng", "duty of the stream")


def plant_id(name: str) -> str:
    """Where the figures of a plant stand; streams without a plant are one plant."""
    return f"heat/plant/{name or _ONE_PLANT}"


def figures_of(value: HeatTargets) -> dict[str, Figure]:
    """Every target by its id: heat/direct/…, heat/plant/NAME/…, heat/site/…."""
    figures = list(_of_streams(value))
    everyone = tuple(value.streams)
    figures += _of_targets("heat/direct", same_in_both("direct"), value.direct, everyone)
    for name, targets in value.plants:
        own = tuple(s for s in value.streams if s.plant == name)
        figures += _of_targets(plant_id(name), same_in_both(name or _ONE_PLANT), targets, own)
    figures += _of_site(value)
    return {figure.id: figure for figure in figures}


def _of_streams(value: HeatTargets) -> Iterator[Figure]:
    for stream in value.streams:
        yield Figure(
            id=f"heat/stream/{stream.id}",
            label=Text(f"Tải nhiệt của {stream.id}", f"Duty of {stream.id}"),
            value=stream.duty,
            unit="kW",
            formula=_DUTY,
            operands=(
                ParameterOperand("T_in", stream.supply, "degC", _given(stream)),
                ParameterOperand("T_out", stream.target, "degC", _given(stream)),
                ParameterOperand("ΔT_c", stream.contribution, "K", _given(stream)),
            ),
        )


def _given(stream: HeatStream) -> Text:
    side = {Side.HOT: Text("dòng nóng", "hot stream"), Side.COLD: Text("dòng lạnh", "cold stream")}
    return side[stream.side]


def _of_targets(
    base: str, place: Text, targets: Targets, streams: tuple[HeatStream, ...]
) -> Iterator[Figure]:
    duties = tuple(FigureOperand(f"heat/stream/{s.id}") for s in streams)
    signed = tuple(
        FigureOperand(f"heat/stream/{s.id}", 1 if s.side is Side.HOT else -1) for s in streams
    )
    yield _figure(f"{base}/hot", _HOT, place, targets.hot_utility, _CASCADE, duties)
    yield _figure(
        f"{base}/cold",
        _COLD,
        place,
        targets.cold_utility,
        _BALANCE,
        (FigureOperand(f"{base}/hot"), *signed),
    )
    yield _figure(
        f"{base}/recovered",
        _RECOVERED,
        place,
        targets.recovered,
        Text("nhiệt dòng nóng − làm mát", "hot duties − cooling"),
        (
            *(o for o, s in zip(duties, streams, strict=True) if s.side is Side.HOT),
            FigureOperand(f"{base}/cold", -1),
        ),
    )


def _of_site(value: HeatTargets) -> Iterator[Figure]:
    site = value.total_site
    if site is None:
        return
    place = Text("toàn khu qua đường hơi", "total site over mains")
    for flow in site.flows:
        for what, amount, label in (
            ("raised", flow.raised, Text("Nhiệt cấp vào", "Heat given to")),
            ("used", flow.used, Text("Nhiệt lấy từ", "Heat taken from")),
        ):
            yield _figure(
                f"heat/main/{flow.main}/{flow.plant}/{what}",
                Text(f"{label.vi} {flow.main}", f"{label.en} {flow.main}"),
                same_in_both(flow.plant or _ONE_PLANT),
                amount,
                Text(
                    "đường tổ hợp lớn của nhà máy, bỏ các túi, tại nhiệt độ của đường ống",
                    "the plant's grand composite curve without pockets, at the main's temperature",
                ),
                (FigureOperand(f"{plant_id(flow.plant)}/hot"),),
            )
    moved = tuple(
        FigureOperand(f"heat/main/{flow.main}/{flow.plant}/{what}")
        for flow in site.flows
        for what in ("raised", "used")
    )
    yield _figure(
        "heat/site/recovered",
        _RECOVERED,
        place,
        site.recovered,
        Text(
            "phần cấp vào đường ống mà nơi khác dùng ở cùng mức hoặc mức thấp hơn",
            "what is given to mains and used elsewhere at the same level or a lower one",
        ),
        moved,
    )
    for what, label, amount in (
        ("hot", _HOT, site.hot_utility),
        ("cold", _COLD, site.cold_utility),
    ):
        plants = tuple(FigureOperand(f"{plant_id(name)}/{what}") for name, _ in value.plants)
        yield _figure(
            f"heat/site/{what}",
            label,
            place,
            amount,
            Text(
                "tổng các nhà máy − thu hồi qua đường ống",
                "sum of the plants − recovered over mains",
            ),
            (*plants, FigureOperand("heat/site/recovered", -1)),
        )


def _figure(
    name: str,
    label: Text,
    place: Text,
    value: float,
    formula: Text,
    operands: tuple[FigureOperand, ...],
) -> Figure:
    return Figure(
        id=name,
        label=Text(f"{label.vi} – {place.vi}", f"{label.en} – {place.en}"),
        value=significant(value, _DIGITS),
        unit="kW",
        formula=formula,
        operands=operands,
    )
