"""Gaps in words: what a bundle lacks before it can be counted in a balance."""

from __future__ import annotations

from collections.abc import Mapping

from parkloop.analyses.balances.conversion import Unconvertible
from parkloop.analyses.balances.domains import Domain
from parkloop.analyses.balances.flows import HOLES, STRADDLES, Bundle
from parkloop.analyses.balances.messages import (
    AT_END,
    AT_START,
    FACT_NAMES,
    JOINING_FACT,
    MONTHS_LACKING,
    NO_CONVERSION,
    NO_CONVERSION_REMEDY,
    NO_ENTRIES,
    NO_ENTRIES_REMEDY,
    NO_LEVEL,
    NO_LEVEL_REMEDY,
    NO_QUANTITY,
    NO_QUANTITY_REMEDY,
    NO_UNCERTAINTY,
    NO_UNCERTAINTY_REMEDY,
    SIDES,
    STRADDLES_REMEDY,
    WHY_NO_QUANTITY,
)
from parkloop.ledger.checks.wording import how_many
from parkloop.provenance import Gap
from parkloop.quantities import LEDGER_UNITS
from parkloop.texts import LANGUAGES, Text, same_in_both


def no_quantity(bundle: Bundle, stream: Text, label: str) -> Gap:
    """A flow without a quantity, or months of it."""
    ends = f"{bundle.stream}/{bundle.from_node}>{bundle.to_node}"
    if bundle.why == HOLES:
        months = bundle.detail
        return Gap(
            f"months/{label}/{ends}/{months.replace(', ', '+')}",
            _said(MONTHS_LACKING, bundle, stream, {"months": same_in_both(months)}),
            NO_QUANTITY_REMEDY,
            bundle.named,
        )
    why = WHY_NO_QUANTITY.get(bundle.why) or same_in_both(bundle.why)
    return Gap(
        f"quantity/{label}/{ends}/{bundle.why or 'empty'}",
        _said(NO_QUANTITY, bundle, stream, {"why": why}),
        STRADDLES_REMEDY if bundle.why == STRADDLES else NO_QUANTITY_REMEDY,
        bundle.named,
    )


def no_conversion(
    bundle: Bundle, stream: Text, domain: Domain, stream_kind: str, way: Unconvertible, label: str
) -> Gap:
    """An amount that no fact brings to the unit of a domain."""
    unit = LEDGER_UNITS.get(bundle.dimension) or bundle.dimension
    words = {
        "unit": same_in_both(unit),
        "domain_unit": same_in_both(domain.unit),
        "domain": domain.name,
        "missing": _wanted(bundle.dimension, stream_kind, way),
    }
    ends = f"{bundle.stream}/{bundle.from_node}>{bundle.to_node}"
    return Gap(
        f"conversion/{label}/{domain.id}/{ends}/{bundle.dimension}",
        _said(NO_CONVERSION, bundle, stream, words),
        NO_CONVERSION_REMEDY,
        bundle.named,
        way.candidates,
    )


def _said(template: Text, bundle: Bundle, stream: Text, words: Mapping[str, Text]) -> Text:
    shared = {
        "source": bundle.from_node or "—",
        "target": bundle.to_node,
    }
    spelled = {**words, "stream": stream, "entries": how_many(bundle.entries)}
    return Text(
        *(
            template.in_language(language).format(
                **shared, **{name: word.in_language(language) for name, word in spelled.items()}
            )
            for language in LANGUAGES
        )
    )


def _wanted(dimension: str, stream_kind: str, way: Unconvertible) -> Text:
    """The facts that a person would look for."""
    heat = {"fuel": "ncv", "heat": "steam_enthalpy"}.get(stream_kind, "")
    kinds = {
        "count": ["mass_per_piece"],
        "energy_gcv": ["net_to_gross"],
        "mass": [heat or "density"],
        "normal_volume": ["ncv_per_normal_volume" if heat else "density"],
        "volume": ["density", heat],
    }.get(dimension, [])
    lacking = [k for k in kinds if k in way.missing or k == "mass_per_piece"]
    texts = [FACT_NAMES[kind] for kind in lacking] or [JOINING_FACT]
    return Text(", ".join(t.vi for t in texts), ", ".join(t.en for t in texts))


def no_level(stock: str, stream: str, name: Text, edge: str, label: str) -> Gap:
    """A stock of which nobody knows what it held when the period began or ended."""
    when = {"start": AT_START, "end": AT_END}[edge]
    return Gap(
        f"level/{label}/{stock}/{stream}/{edge}",
        Text(
            NO_LEVEL.vi.format(node=stock, stream=name.vi, when=when.vi),
            NO_LEVEL.en.format(node=stock, stream=name.en, when=when.en),
        ),
        NO_LEVEL_REMEDY,
    )


def no_entries(node: str, domain: Domain, which: str, label: str) -> Gap:
    """A network of which one side has no entries at all."""
    side = SIDES[which]
    return Gap(
        f"side/{label}/{node}/{domain.id}/{which}",
        Text(
            NO_ENTRIES.vi.format(node=node, domain=domain.name.vi, side=side.vi),
            NO_ENTRIES.en.format(node=node, domain=domain.name.en, side=side.en),
        ),
        NO_ENTRIES_REMEDY,
    )


def no_uncertainty(node: str, domain: Domain, label: str) -> Gap:
    """A difference that cannot be judged, because the uncertainty of an entry is not known."""
    return Gap(
        f"uncertainty/{label}/{node}/{domain.id}",
        Text(
            NO_UNCERTAINTY.vi.format(node=node, domain=domain.name.vi),
            NO_UNCERTAINTY.en.format(node=node, domain=domain.name.en),
        ),
        NO_UNCERTAINTY_REMEDY,
    )
