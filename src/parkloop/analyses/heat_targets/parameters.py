"""What a person decides when heat targets are computed; all of it is written into the result."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from parkloop.analyses.heat_targets.model import HeatStream, Main
from parkloop.provenance import Plain, content_hash

VERSION = "1"


@dataclass(frozen=True, slots=True)
class HeatParameters:
    """Parameters of heat targets.

    ``mains`` are the steam and hot-water mains between plants; without any, plants exchange
    nothing over mains and the total-site target is left out.
    """

    mains: tuple[Main, ...] = ()

    def as_dict(self) -> dict[str, Plain]:
        return {"mains": [main.as_dict() for main in self.mains]}


@dataclass(frozen=True)
class HeatData:
    """The streams to be heated and cooled: own data, as an index has its own (decision 0420)."""

    streams: tuple[HeatStream, ...]

    @cached_property
    def hash(self) -> str:
        """Content hash, whatever the order of the streams."""
        return content_hash([s.as_dict() for s in sorted(self.streams, key=lambda s: s.id)])
