"""A footprint as a picture: what passes from one place to the next into one unit of a product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from parkloop.analyses.balances import SankeyLink
from parkloop.analyses.tracing.model import Footprint
from parkloop.analyses.tracing.stages import STAGES
from parkloop.ledger.park import Park
from parkloop.provenance import canonical_json
from parkloop.reports.axes import Drawn
from parkloop.reports.explaining import script_safe
from parkloop.reports.numbers import number
from parkloop.reports.sankey import BandWords, drawing, plain, sankey, throughput
from parkloop.texts import Text, same_in_both

#: The hue of each stage.
_HUES = {
    "materials": "materials",
    "energy": "electricity",
    "transport": "fuels-2",
    "production": "fuels",
    "waste": "waste",
    "credit": "cooling",
}
#: Bands below this part of the footprint are gathered nowhere: they would be hairlines.
_THINNEST = 0.005


def footprint_sankey(footprint: Footprint, park: Park) -> Drawn:
    """Bands from where emissions begin, by stage, through vertices to the product."""
    names = _names(footprint, park)
    ready = drawing(_links(footprint))
    passing = throughput(ready.bands)
    unit = f"kg CO2e/{footprint.unit}"
    return sankey(
        ready,
        BandWords(
            names={plain(node): names[plain(node)] for node in passing},
            tokens=[_HUES.get(band.link.carrier, "emissions") for band in ready.bands],
            tips=[
                _joined(
                    names[plain(band.source)],
                    names[plain(band.target)],
                    number(band.value, 4),
                    unit,
                )
                for band in ready.bands
            ],
            amounts={node: number(value, 3) for node, value in passing.items()},
        ),
    )


def charts_of(drawn: Drawn, name: str, sentence: Text) -> str:
    """What charts.js reads, safe inside a script element."""
    spec = {
        "height": drawn.height,
        "label": {"$t": [sentence.vi, sentence.en]},
        "narrow": drawn.narrow,
        "option": drawn.option,
    }
    return script_safe(canonical_json({name: spec}))


def _links(footprint: Footprint) -> list[SankeyLink]:
    least = _THINNEST * abs(footprint.per_unit or 0.0)
    return [
        SankeyLink(
            source=link.giver or f"stage:{link.stage}",
            target=link.taker,
            stream="",
            carrier=link.stage,
            value=link.value,
            status="calculated",
            entries=0,
        )
        for link in footprint.links
        if link.value > least
    ]


def _names(footprint: Footprint, park: Park) -> Mapping[str, Text]:
    found: dict[str, Text] = defaultdict(lambda: same_in_both("?"))
    found |= {f"stage:{stage}": words for stage, words in STAGES.items()}
    for link in footprint.links:
        for vertex in (link.giver, link.taker):
            if vertex:
                found[vertex] = vertex_name(vertex, park)
    return found


def vertex_name(vertex: str, park: Park) -> Text:
    """What a vertex of a trace is called: its node, and its stream where it has one."""
    kind, colon, rest = vertex.partition(":")
    if colon and kind == "pool":
        node, stream = rest.split(":")[:2]
        return _joined_name(_node(node, park), stream)
    if colon and kind in ("process", "overhead"):
        return _node(rest, park)
    node, _, stream = vertex.partition("/")
    return _joined_name(_node(node, park), stream)


def _node(node: str, park: Park) -> Text:
    known = park.by_id.get(node)
    return known.name if known else same_in_both(node)


def _joined_name(name: Text, stream: str) -> Text:
    return Text(f"{name.vi} · {stream}", f"{name.en} · {stream}") if stream else name


def _joined(source: Text, target: Text, value: Text, unit: str) -> Text:
    return Text(
        f"{source.vi} → {target.vi}\n{value.vi} {unit}",
        f"{source.en} → {target.en}\n{value.en} {unit}",
    )
