"""Candidates without what is closed: a smaller model with the same answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parkloop.analyses.symbiosis.network.candidates import Bools, Candidates, Links


def without_closed(c: Candidates) -> Candidates:
    """The same candidates without the links that are closed and the designs they alone need."""
    keep = c.usable
    place = np.cumsum(keep) - 1
    d = c.designs
    stays = keep[d.member_link]
    needed = _needed_facilities(c, keep)
    number = np.cumsum(needed) - 1
    own = needed_designs(c, keep)
    return replace(
        c,
        links=_kept_links(c, keep),
        designs=replace(
            d,
            names=tuple(name for name, here in zip(d.names, own, strict=True) if here),
            facility=number[d.facility[own]],
            fixed=d.fixed[own],
            capacity=d.capacity[own],
            least=d.least[own],
            member_link=place[d.member_link[stays]],
            member_facility=number[d.member_facility[stays]],
            use=d.use[stays],
            payer=d.payer[needed[: len(d.payer)]],
        ),
        open_links=None,
    )


def _needed_facilities(c: Candidates, keep: Bools) -> Bools:
    d = c.designs
    needed = np.zeros(d.facilities, bool)
    needed[d.member_facility[keep[d.member_link]]] = True
    return needed


def needed_designs(c: Candidates, keep: Bools) -> Bools:
    """Designs of facilities that one of these links needs."""
    d = c.designs
    return _needed_facilities(c, keep)[d.facility] if len(d.facility) else np.zeros(0, bool)


def _kept_links(c: Candidates, keep: Bools) -> Links:
    links = c.links
    return replace(
        links,
        names=tuple(name for name, here in zip(links.names, keep, strict=True) if here),
        **{
            field: getattr(links, field)[keep]
            for field in ("tail", "head", "taken", "capacity", "gain_from", "gain_to", "impact")
        },
        quality=None if links.quality is None else links.quality[keep],
    )
