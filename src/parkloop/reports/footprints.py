"""A footprint as a picture: what passes from one place to the next into one unit of a product."""

from __future__ import annotations

import math
import textwrap
from collections import defaultdict

from parkloop.analyses.balances import SankeyLink
from parkloop.analyses.tracing.model import Footprint
from parkloop.analyses.tracing.stages import STAGES
from parkloop.reports.axes import Drawn
from parkloop.reports.footprint_names import Names
from parkloop.reports.numbers import number
from parkloop.reports.sankey import BandWords, drawing, plain, sankey, throughput
from parkloop.texts import Text

#: The hue of each stage.
STAGE_HUES = {
    "materials": "materials",
    "energy": "electricity",
    "transport": "fuels-2",
    "production": "fuels",
    "waste": "waste",
    "credit": "cooling",
}
#: Bands below this part of the footprint are gathered nowhere: they would be hairlines.
_THINNEST = 0.005
_STAGE = "stage:"
#: Letters in a line of a label.
_LABEL = 17


def footprint_sankey(footprint: Footprint, names: Names) -> Drawn:
    """Bands from where emissions begin, by stage, through vertices to the product."""
    ready = drawing(_links(footprint))
    passing = throughput(ready.bands)
    called = {plain(node): _called(plain(node), names) for node in passing}
    labels = {node: _in_lines(name) for node, name in called.items()}
    unit = f"kg CO2e/{footprint.unit}"
    return sankey(
        ready,
        BandWords(
            names=labels,
            tokens=[STAGE_HUES.get(band.link.carrier, "emissions") for band in ready.bands],
            tips=[
                _joined(
                    called[plain(band.source)],
                    called[plain(band.target)],
                    number(band.value, 4),
                    unit,
                )
                for band in ready.bands
            ],
            amounts={node: number(value, 3) for node, value in passing.items()},
        ),
    )


def _links(footprint: Footprint) -> list[SankeyLink]:
    """Links between nodes: what passes inside one (its supply, its process, its product) is one
    place of the picture."""
    least = _THINNEST * abs(footprint.per_unit or 0.0)
    passing: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for link in footprint.links:
        source = node_of(link.giver) if link.giver else f"{_STAGE}{link.stage}"
        target = node_of(link.taker)
        if source != target:
            passing[source, target, link.stage].append(link.value)
    return [
        SankeyLink(
            source=source,
            target=target,
            stream="",
            carrier=stage,
            value=value,
            status="calculated",
            entries=0,
        )
        for (source, target, stage), values in passing.items()
        if (value := math.fsum(values)) > least
    ]


def node_of(vertex: str) -> str:
    """The node at which a vertex lies."""
    kind, colon, rest = vertex.partition(":")
    if colon and kind in ("pool", "process", "overhead"):
        return rest.split(":")[0]
    return vertex.partition("/")[0]


def _called(node: str, names: Names) -> Text:
    return STAGES[node.removeprefix(_STAGE)] if node.startswith(_STAGE) else names.node(node)


def _in_lines(name: Text) -> Text:
    """A label that leaves room for the next column of nodes."""
    return Text(*("\n".join(textwrap.wrap(words, _LABEL)) for words in (name.vi, name.en)))


def _joined(source: Text, target: Text, value: Text, unit: str) -> Text:
    return Text(
        f"{source.vi} → {target.vi}\n{value.vi} {unit}",
        f"{source.en} → {target.en}\n{value.en} {unit}",
    )
