"""Flows made ready to be drawn: a picture of bands has no loops, the park does.

A band that would close a loop is drawn as a back-flow: it ends at a stand-in of its target,
written '↩ name', so that nothing is left out and the picture still balances.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from parkloop.analyses.balances import SankeyLink
from parkloop.reports.axes import LABEL_SIZE, Drawn, Json, hue, words
from parkloop.texts import Text

BACK = "↩ "
#: Marks the receiving side of a node outside that also gives (a market sells and buys).
SINK = "⇥ "


@dataclass(frozen=True, slots=True)
class Band:
    """A band from ``source`` to ``target``; ``back`` tells that it closes a loop."""

    source: str
    target: str
    link: SankeyLink
    value: float
    back: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Bands without loops, and the exchanges that cannot be drawn, quantity not known."""

    bands: tuple[Band, ...]
    unknown: tuple[SankeyLink, ...]

    @property
    def nodes(self) -> tuple[str, ...]:
        """Every end of a band, in order of first appearance."""
        return tuple(
            dict.fromkeys(end for band in self.bands for end in (band.source, band.target))
        )

    @property
    def back_flows(self) -> int:
        return sum(band.back for band in self.bands)


def back_name(node: str) -> str:
    """The id of the stand-in at which a back-flow to a node ends."""
    return BACK + node


def plain(node: str) -> str:
    """The node that a stand-in stands for."""
    return node.removeprefix(BACK).removeprefix(SINK)


def drawing(links: Sequence[SankeyLink], outside: Collection[str] = ()) -> Drawing:
    """Split links into bands without loops and unknown quantities.

    A node ``outside`` stands once on the giving and once on the receiving side: what goes to a
    market does not come back from it. The largest bands are laid first, so that what is turned
    into a back-flow is small.
    """
    known = [link for link in links if link.value is not None and link.value > 0]
    giving = {link.source for link in known}
    ahead: dict[str, set[str]] = {}
    back: set[SankeyLink] = set()
    both_sides = giving & set(outside)
    ends = {k: SINK + k.target if k.target in both_sides else k.target for k in known}
    for link in sorted(known, key=lambda k: (-(k.value or 0.0), k.source, k.target, k.stream)):
        if reaches(ahead, ends[link], link.source):
            back.add(link)
        else:
            ahead.setdefault(link.source, set()).add(ends[link])
    bands = tuple(
        Band(
            source=link.source,
            target=back_name(link.target) if link in back else ends[link],
            link=link,
            value=link.value or 0.0,
            back=link in back,
        )
        for link in known
    )
    return Drawing(bands, tuple(link for link in links if link.value is None))


def reaches(ahead: dict[str, set[str]], start: str, goal: str) -> bool:
    """Whether a way leads from ``start`` to ``goal`` (a node reaches itself)."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        node = waiting.pop()
        if node == goal:
            return True
        if node not in seen:
            seen.add(node)
            waiting.extend(ahead.get(node, ()))
    return False


def throughput(bands: Iterable[Band]) -> dict[str, float]:
    """What passes each node: the larger of what reaches it and what leaves it."""
    into: dict[str, float] = {}
    out: dict[str, float] = {}
    for band in bands:
        out[band.source] = out.get(band.source, 0.0) + band.value
        into[band.target] = into.get(band.target, 0.0) + band.value
    return {node: max(into.get(node, 0.0), out.get(node, 0.0)) for node in {*into, *out}}


def gathered(
    links: Iterable[SankeyLink], owner: Callable[[str], str]
) -> tuple[tuple[SankeyLink, ...], dict[SankeyLink, tuple[str, ...]]]:
    """Links between owners (an enterprise instead of its sites), one per carrier and direction.

    What stays inside an owner is left out. Also returns the streams behind each link.
    Links whose quantity is not known stay single.
    """
    sums: dict[tuple[str, str, str], list[SankeyLink]] = {}
    unknown: list[SankeyLink] = []
    for link in links:
        source, target = owner(link.source), owner(link.target)
        if source == target:
            continue
        moved = replace(link, source=source, target=target)
        if link.value is None:
            unknown.append(moved)
        else:
            sums.setdefault((source, target, link.carrier), []).append(moved)
    merged: dict[SankeyLink, tuple[str, ...]] = {}
    for members in sums.values():
        first = members[0]
        total = math.fsum(member.value or 0.0 for member in members)
        entries = sum(member.entries for member in members)
        merged[replace(first, value=total, entries=entries)] = tuple(
            dict.fromkeys(member.stream for member in members)
        )
    return (*merged, *unknown), merged


@dataclass(frozen=True, slots=True)
class BandWords:
    """What a Sankey says: names of nodes, tokens and tips of bands, digits of amounts."""

    names: Mapping[str, Text]
    tokens: Sequence[str]
    tips: Sequence[Text]
    amounts: Mapping[str, Text]
    figures: Sequence[str] = ()


def sankey(drawing: Drawing, said: BandWords) -> Drawn:
    """Bands between nodes; back-flows end at a stand-in written '↩ name'."""
    passing = throughput(drawing.bands)
    last = {band.target for band in drawing.bands} - {band.source for band in drawing.bands}
    levels = max(len(last), len(passing) - len(last))
    figures = said.figures or [""] * len(drawing.bands)
    option: Json = {
        "series": [
            {
                "type": "sankey",
                "left": 4,
                "right": _room_for(last, said),
                "top": 10,
                "bottom": 10,
                "nodeWidth": 8,
                "nodeGap": 18,
                "nodeAlign": "justify",
                "layoutIterations": 64,
                "draggable": False,
                "emphasis": {"focus": "adjacency"},
                "label": {
                    "color": hue("ink"),
                    "fontSize": LABEL_SIZE,
                    "lineHeight": 15,
                    "rich": {
                        "amount": {
                            "color": hue("muted"),
                            "fontSize": LABEL_SIZE,
                            "padding": [0, 0, 0, 6],
                        }
                    },
                    "textBorderColor": hue("paper"),
                    "textBorderWidth": 3,
                },
                "data": [_sankey_node(node, said) for node in drawing.nodes],
                "links": [
                    {
                        "source": band.source,
                        "target": band.target,
                        "value": band.value,
                        "tip": words(tip),
                        "figure": figure,
                        "lineStyle": {
                            "color": hue(token, 0.3 if band.back else 0.5),
                            "opacity": 1,
                            "curveness": 0.5,
                        },
                    }
                    for band, token, tip, figure in zip(
                        drawing.bands, said.tokens, said.tips, figures, strict=True
                    )
                ],
            }
        ]
    }
    return Drawn(option, max(150, 60 + levels * 40))


def _sankey_node(node: str, said: BandWords) -> Json:
    mark = BACK if node.startswith(BACK) else ""
    name = _without_braces(said.names[plain(node)])
    amount = said.amounts[node]
    both = Text(
        f"{mark}{name.vi}{{amount|{amount.vi}}}",
        f"{mark}{name.en}{{amount|{amount.en}}}",
    )
    plainly = Text(f"{mark}{name.vi}\n{amount.vi}", f"{mark}{name.en}\n{amount.en}")
    return {
        "name": node,
        "tip": words(plainly),
        "itemStyle": {"color": hue("muted"), "borderWidth": 0},
        "label": {"formatter": words(both)},
    }


def _room_for(last: Collection[str], said: BandWords) -> int:
    """Pixels to the right of the last nodes, so that their labels are not cut."""
    longest = max(
        (_letters(said.names[plain(node)]) + _letters(said.amounts[node]) for node in last),
        default=0,
    )
    return min(290, 40 + round(6.7 * longest))


def _letters(text: Text) -> int:
    return max(len(text.vi), len(text.en))


def _without_braces(name: Text) -> Text:
    """Braces would be read as places to fill by the drawing library."""
    plain = str.maketrans("{}", "()")
    return Text(name.vi.translate(plain), name.en.translate(plain))
