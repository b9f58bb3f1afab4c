"""The demo zone as a park definition: one zone, four parks, forty tenants and their nodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from parkloop.demo.profiles import (
    Tenant,
    industries,
    lines_of,
    node_profiles,
    tenants,
    zone_profile,
)
from parkloop.ledger.park import Node, NodeKind, Park
from parkloop.provenance import Plain
from parkloop.texts import Text

_POWER = Text("Lưới điện nội bộ", "Power network")
_WATER = Text("Mạng cấp nước", "Water network")
_STEAM = Text("Mạng hơi", "Steam network")
_TREATMENT = Text("Nhà máy xử lý nước thải tập trung", "Central wastewater treatment")
_COMMON = Text("Khu vực dùng chung", "Common areas")
_LOSS = Text("Tổn thất", "Losses")
_SOLAR = Text("Điện mặt trời của khu", "Solar plant of the park")
_OPERATOR = Text("Công ty hạ tầng", "Operator")


def demo_park() -> Park:
    """The definition of the zone; fictional, and says so."""
    zone = zone_profile()
    nodes = [Node(zone["id"], NodeKind.ZONE, _text(zone["name"]))]
    for profile in zone["parks"]:
        nodes += _park_nodes(profile, zone["id"])
    for tenant in tenants():
        nodes += _tenant_nodes(tenant)
    nodes += [_outside_node(raw) for raw in zone["outside"]]
    return Park(
        name=_text(zone["name"]),
        nodes=tuple(nodes),
        source=_text(zone["source"]),
        fictional=True,
    )


def node_of(token: str, tenant: Tenant) -> str:
    """The node id behind a token of lines.csv.

    '.site' is the tenant's own node, 'park.power' one of its park, 'a-blocks-1.works' one of
    another tenant; anything else lies outside.
    """
    owner, dot, part = token.partition(".")
    if not dot:
        return token
    if owner == "park":
        return park_node(tenant.park, part)
    return f"{owner or tenant.id}-{part}"


def park_node(park: str, part: str) -> str:
    return f"{park}-{part}"


def operator_of(park: str) -> str:
    return f"{park}-operator"


def _park_nodes(profile: Mapping[str, Any], zone: str) -> Iterator[Node]:
    park, operator = f"park-{profile['id']}", operator_of(profile["id"])
    name, about = _text(profile["name"]), _text(profile["about"])
    yield Node(
        park,
        NodeKind.PARK,
        name,
        zone,
        attributes={"area_ha": profile["area_ha"], "about": about.as_dict()["en"]},
    )
    yield Node(operator, NodeKind.ENTERPRISE, _joined(_OPERATOR, name), park, operator=True)
    for part, kind, label, activity, attributes in _utilities(profile):
        node = park_node(profile["id"], part)
        yield Node(node, kind, _joined(label, name), operator, activity, attributes=attributes)


def _utilities(
    profile: Mapping[str, Any],
) -> Iterator[tuple[str, NodeKind, Text, str, dict[str, Plain]]]:
    yield "power", NodeKind.NETWORK, _POWER, "", {}
    yield "power-loss", NodeKind.LOSS, _both(_LOSS, _POWER), "", {}
    yield "water", NodeKind.NETWORK, _WATER, "", {}
    yield "water-loss", NodeKind.LOSS, _both(_LOSS, _WATER), "", {}
    yield "common", NodeKind.COMMON, _COMMON, "", {}
    yield "treatment", NodeKind.TREATMENT, _TREATMENT, "wastewater.centralised-aerobic", {}
    if profile.get("solar_kwp"):
        yield "solar", NodeKind.GENERATOR, _SOLAR, "", {"renewable": True}
    if heat := profile.get("heat"):
        yield heat["token"], NodeKind.GENERATOR, _text(heat["name"]), "stationary.energy", {}
        yield "steam", NodeKind.NETWORK, _STEAM, "", {}
        yield "steam-loss", NodeKind.LOSS, _both(_LOSS, _STEAM), "", {}


def _tenant_nodes(tenant: Tenant) -> Iterator[Node]:
    industry = industries()[tenant.industry]
    yield Node(
        tenant.id,
        NodeKind.ENTERPRISE,
        tenant.name,
        f"park-{tenant.park}",
        industry=industry.isic,
        attributes={"area_ha": tenant.area_ha},
    )
    site = f"{tenant.id}-site"
    for token in _tokens(tenant):
        profile = node_profiles()[token]
        yield Node(
            f"{tenant.id}-{token}",
            NodeKind(profile.kind),
            _joined(profile.name, tenant.name),
            tenant.id if token == "site" else site,
            profile.activity,
            attributes={"renewable": True} if token == "pv" else {},
        )


def _tokens(tenant: Tenant) -> Iterable[str]:
    """The tenant's own nodes that any line names, the site first."""
    named = {"site", *(["pv"] if tenant.pv_kwp else [])}
    if made_at := industries()[tenant.industry].made_at:
        named.add(made_at)
    for other in tenants():
        for line in lines_of(other.industry):
            for token in (line.source, line.target):
                owner, dot, part = token.partition(".")
                if dot and owner == ("" if other is tenant else tenant.id):
                    named.add(part)
    if "tank" in named:
        named.add("trucks")
    return [token for token in node_profiles() if token in named]


def _outside_node(raw: Mapping[str, Any]) -> Node:
    return Node(
        raw["id"], NodeKind(raw["kind"]), _text(raw["name"]), activity=raw.get("activity", "")
    )


def _joined(what: Text, whose: Text) -> Text:
    return Text(f"{what.vi}, {whose.vi}", f"{what.en}, {whose.en}")


def _both(what: Text, of: Text) -> Text:
    return Text(f"{what.vi} {of.vi.lower()}", f"{what.en}, {of.en.lower()}")


def _text(raw: Mapping[str, str]) -> Text:
    return Text(raw["vi"], raw["en"])
