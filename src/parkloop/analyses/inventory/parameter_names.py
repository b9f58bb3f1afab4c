"""What parameters are called, where the parts of an uncertainty are listed."""

from __future__ import annotations

from collections.abc import Iterable

from parkloop.analyses.inventory.model import Line
from parkloop.catalog.catalog import Catalog
from parkloop.catalog.facts import Fact
from parkloop.errors import FactError
from parkloop.texts import Text, same_in_both

_KINDS = {
    "biological": Text("Hệ số xử lý sinh học", "Biological treatment factor"),
    "blend": Text("Tỷ phần trong hỗn hợp", "Share in the blend"),
    "boiler_efficiency": Text("Hiệu suất lò hơi", "Boiler efficiency"),
    "carbon_content": Text("Hàm lượng cacbon", "Carbon content"),
    "carbon_per_energy": Text("Cacbon trên đơn vị nhiệt", "Carbon per unit of heat"),
    "combustion": Text("Hệ số phát thải khi đốt", "Combustion factor"),
    "combustion_oxidation": Text("Mức oxy hóa khi đốt chất thải", "Oxidation in incineration"),
    "decay_rate": Text("Tốc độ phân hủy", "Decay rate"),
    "density": Text("Khối lượng riêng", "Density"),
    "doc": Text("Cacbon hữu cơ phân hủy được", "Degradable organic carbon"),
    "docf": Text("Phần cacbon hữu cơ bị phân hủy", "Fraction of carbon decomposed"),
    "dry_matter": Text("Hàm lượng chất khô", "Dry matter content"),
    "flare_efficiency": Text("Hiệu suất đốt đuốc", "Flare efficiency"),
    "fossil_share": Text("Phần cacbon hóa thạch", "Fossil carbon share"),
    "gas_content": Text("Hàm lượng khí", "Gas content"),
    "grid": Text("Hệ số phát thải lưới điện", "Grid emission factor"),
    "incineration": Text("Hệ số đốt chất thải", "Incineration factor"),
    "mcf": Text("Hệ số hiệu chỉnh metan", "Methane correction factor"),
    "methane_density": Text("Khối lượng riêng của metan", "Density of methane"),
    "methane_fraction": Text("Tỷ lệ metan trong khí bãi rác", "Methane share of landfill gas"),
    "molar_ratio": Text("Tỷ số khối lượng phân tử", "Ratio of molar masses"),
    "ncv": Text("Nhiệt trị thấp", "Net calorific value"),
    "nonenergy_oxidation": Text("Mức oxy hóa khi sử dụng", "Oxidised during use"),
    "oxidation_factor": Text("Mức oxy hóa ở lớp phủ", "Oxidation in the landfill cover"),
    "process": Text("Hệ số quá trình công nghiệp", "Process factor"),
    "refrigerant_leakage": Text("Tỷ lệ rò rỉ môi chất lạnh", "Refrigerant leakage rate"),
    "steam_enthalpy": Text("Entanpi của hơi", "Enthalpy of steam"),
    "heat_conversion": Text("Chuyển đổi nhiệt và lạnh", "Conversion of heat and cold"),
    "supply": Text("Hệ số của nhà cung cấp", "Supplier's factor"),
    "toe": Text("Hệ số quy đổi ra TOE", "Conversion to toe"),
    "toe_energy": Text("Năng lượng của một TOE", "Energy of one toe"),
    "ww_b0": Text("Khả năng sinh metan tối đa", "Maximum methane capacity"),
    "ww_cod": Text("COD của nước thải", "COD of wastewater"),
    "ww_generation": Text("Lượng nước thải phát sinh", "Wastewater generated"),
    "ww_mcf": Text("Hệ số hiệu chỉnh metan (nước thải)", "Methane correction (wastewater)"),
    "ww_n2o": Text("Hệ số N2O của nước thải", "N2O factor of wastewater"),
}
_GROUPS = {
    "black-liquor": Text("dịch đen", "black liquor"),
    "charcoal": Text("than củi", "charcoal"),
    "coal": Text("than", "coals"),
    "gas": Text("khí đốt", "gaseous fuels"),
    "liquid-biofuel": Text("nhiên liệu sinh học lỏng", "liquid biofuels"),
    "liquid-petroleum": Text("dầu mỏ lỏng", "liquid petroleum"),
    "lpg": Text("LPG", "LPG"),
    "peat": Text("than bùn", "peat"),
    "refrigerant": Text("môi chất lạnh", "refrigerants"),
    "solid-biomass-waste": Text("sinh khối rắn và chất thải", "solid biomass and waste"),
}
_GASES = {"CO2_bio": Text("CO2 sinh khối", "biogenic CO2")}
_SEVERAL = 3


def fact_label(catalog: Catalog, fact_id: str) -> Text:
    """'Combustion factor – coals (CH4, Combustion in energy industries)' in both languages."""
    try:
        fact = catalog.known(fact_id)
    except FactError:
        return same_in_both(fact_id)
    kind = _KINDS.get(fact.kind, same_in_both(fact.kind))
    of = _stream_name(catalog, fact.stream)
    vi, en = (f"{kind.vi} – {of.vi}", f"{kind.en} – {of.en}") if of else (kind.vi, kind.en)
    details = _details(catalog, fact)
    if details:
        vi += f" ({', '.join(detail.vi for detail in details)})"
        en += f" ({', '.join(detail.en for detail in details)})"
    return Text(vi, en)


def parameter_label(catalog: Catalog, facts: Iterable[str]) -> Text:
    """The label of the first fact, and how many other things the same quantity stands for."""
    labels = list(dict.fromkeys(fact_label(catalog, fact) for fact in facts))
    if len(labels) == 1:
        return labels[0]
    first, others = labels[0], len(labels) - 1
    return Text(
        f"{first.vi} và {others} hệ số cùng đại lượng",
        f"{first.en} and {others} more of the same quantity",
    )


def amount_label(catalog: Catalog, lines: Iterable[Line]) -> Text:
    """'Activity data: Methane, plant (Flaring)', for the lines that have this amount's error."""
    lines = list(lines)
    streams = [_stream_name(catalog, s) or same_in_both(s) for s in _distinct(lines, "stream")]
    nodes = _distinct(lines, "node")
    where = (
        Text(f"{len(nodes)} nút", f"{len(nodes)} nodes")
        if len(nodes) > _SEVERAL
        else same_in_both(", ".join(nodes))
    )
    uses = [a for a in _distinct(lines, "activity") if a in catalog.activities]
    use = catalog.activities[uses[0]].name if len(uses) == 1 else None
    return Text(
        f"Số liệu hoạt động: {' + '.join(s.vi for s in streams)}, {where.vi}"
        + (f" ({use.vi})" if use else ""),
        f"Activity data: {' + '.join(s.en for s in streams)}, {where.en}"
        + (f" ({use.en})" if use else ""),
    )


def rest_label(count: int) -> Text:
    return Text(f"Các tham số khác ({count})", f"Other parameters ({count})")


def _stream_name(catalog: Catalog, stream: str) -> Text | None:
    if stream.startswith("group:"):
        group = stream.removeprefix("group:")
        return _GROUPS.get(group, same_in_both(group))
    known = catalog.streams.get(stream)
    return known.name if known else (same_in_both(stream) if stream else None)


def _details(catalog: Catalog, fact: Fact) -> list[Text]:
    """What tells the fact from others of its kind: gas, activity, supplier, data year."""
    found = [_GASES.get(fact.gas, same_in_both(fact.gas))] if fact.gas else []
    if fact.activity in catalog.activities:
        found.append(catalog.activities[fact.activity].name)
    found += [same_in_both(words) for words in (fact.supplier, fact.data_year) if words]
    return found


def _distinct(lines: list[Line], name: str) -> list[str]:
    return sorted({str(getattr(line, name)) for line in lines})
