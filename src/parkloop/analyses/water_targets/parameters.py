"""What a person decides when water targets are computed; all of it is written into the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from parkloop.analyses.water_targets.model import Regenerator, WaterSink, WaterSource, WaterUse
from parkloop.errors import RequestError
from parkloop.provenance import Plain, content_hash
from parkloop.texts import Text

VERSION = "1"


@dataclass(frozen=True, slots=True)
class WaterParameters:
    """Parameters of water targets.

    ``fresh_quality`` is what fresh water already holds, by contaminant [mg/l]. ``regenerator``
    adds a treatment. ``networks`` asks for the least water between plants and the fewest pipes.
    ``most_plants`` is up to how many plants every group of them is solved. ``gap`` is how close
    answer and bound must come where several contaminants count.
    """

    fresh_quality: Mapping[str, float] = field(default_factory=dict)
    regenerator: Regenerator | None = None
    networks: bool = True
    most_plants: int = 8
    gap: float = 1e-3

    def as_dict(self) -> dict[str, Plain]:
        return {
            "fresh_quality": dict(self.fresh_quality),
            "gap": self.gap,
            "most_plants": self.most_plants,
            "networks": self.networks,
            "regenerator": self.regenerator.as_dict() if self.regenerator else None,
        }


@dataclass(frozen=True)
class WaterData:
    """Water uses with loads, or sources and sinks with flows (decision 0420)."""

    uses: tuple[WaterUse, ...] = ()
    sources: tuple[WaterSource, ...] = ()
    sinks: tuple[WaterSink, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.uses) == bool(self.sources or self.sinks):
            raise RequestError(
                Text(
                    "Cần hoặc các nhu cầu dùng nước có tải lượng, hoặc các nguồn và nơi nhận có "
                    "lưu lượng, không phải cả hai.",
                    "Give either water uses with loads, or sources and sinks with flows, not both.",
                )
            )

    @property
    def contaminants(self) -> tuple[str, ...]:
        return tuple(sorted({kind for use in self.uses for kind in use.load}))

    @property
    def plants(self) -> tuple[str, ...]:
        named = [use.plant for use in self.uses]
        named += [source.plant for source in self.sources]
        named += [sink.plant for sink in self.sinks]
        return tuple(sorted(set(named)))

    @property
    def hash(self) -> str:
        """Content hash, whatever the order of the rows."""
        return content_hash(
            {
                "sinks": [s.as_dict() for s in sorted(self.sinks, key=lambda s: s.id)],
                "sources": [s.as_dict() for s in sorted(self.sources, key=lambda s: s.id)],
                "uses": [u.as_dict() for u in sorted(self.uses, key=lambda u: u.id)],
            }
        )
