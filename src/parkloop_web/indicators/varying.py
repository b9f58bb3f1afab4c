"""Uncertainty and sensitivity of an index: at once where that is quick, else as a job."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import yaml

from parkloop.analyses.index.uncertainty import MOST_ENUMERATED, Varied, vary
from parkloop.texts import Text
from parkloop_web.accounts.models import User
from parkloop_web.indicators.disclosing import publishable
from parkloop_web.indicators.indexing import Built, build, ranked
from parkloop_web.indicators.models import Record, Variation
from parkloop_web.indicators.shelf import book_of, everything
from parkloop_web.jobs.running import Progress, job

#: Seed of the draws: the same method on the same data shows the same numbers.
SEED: Final = 20_250_101
#: Cells (rows x indicators x variants) that are computed while somebody waits. The kernels do at
#: least ten million a second on one core (benchmarks/index.py), so that nobody waits long.
MOST_AT_ONCE: Final = 10_000_000
#: Units whose pairwise probabilities are kept.
MOST_PAIRED: Final = 60
_DRAWS, _SAMPLES = 1_000, 1_024
_VARYING = Text("Tính các phương án", "Computing the variants")


def cells_of(built: Built) -> int:
    """How much there is to compute: rows x indicators x variants."""
    plan = built.plan
    factors = [
        len(plan.imputations),
        len(plan.treatments),
        len(plan.normalisations),
        len(plan.aggregations),
        plan.weight_sets if plan.weight_share > 0 else 1,
    ]
    varying = sum(count > 1 for count in factors)
    variants = math.prod(max(count, 1) for count in factors)
    if variants > MOST_ENUMERATED:
        variants = _DRAWS + _SAMPLES * (varying + 2)
    return len(built.data.units) * len(built.method.indicators) * variants


def variation(record: Record, built: Built) -> dict[str, Any] | None:
    """What is known of the variants; None where a job must compute it first."""
    varied = varied_of(built)
    if varied is not None:
        return content_of(varied)
    found = Variation.objects.filter(record=record, data_hash=_hash(built)).first()
    return None if found is None else found.content


def varied_of(built: Built) -> Varied | None:
    """The variants of an index, where they are quickly computed; else None."""
    if cells_of(built) > MOST_AT_ONCE:
        return None
    return vary(built.data, built.result.value, built.plan, SEED)


def vary_later(record: Record, asker: User, *, public: bool) -> None:
    """Queue the job that computes the variants, unless it waits or runs already."""
    vary_job.start(
        asker,
        Text(f"độ bất định của chỉ số {record.code}", f"uncertainty of the index {record.code}"),
        subject=f"index/{record.pk}/{'public' if public else 'own'}",
        link=f"/z/{record.zone.code}/indexes/{record.code}/",
        record_id=record.pk,
        public=public,
    )


@job("indicators.vary")
def vary_job(progress: Progress, *, record_id: int, public: bool) -> None:
    """Compute the variants of a method on the zone's data of now, and keep what they say."""
    record = Record.objects.select_related("zone").get(pk=record_id)
    progress(_VARYING, 0.1)
    known = publishable(record.zone) if public else everything(record.zone)
    built = build(record.content, known, book_of(record.zone))
    content = content_of(vary(built.data, built.result.value, built.plan, SEED))
    Variation.objects.get_or_create(
        record=record,
        data_hash=_hash(built),
        defaults={"zone": record.zone, "content": content},
    )


def _hash(built: Built) -> str:
    return built.result.provenance.ledger_hash


def content_of(varied: Varied) -> dict[str, Any]:
    """Ranks with intervals [places], Sobol' indices [1], probabilities [1], as plain values."""
    ranks, sobol = varied.statistics, varied.sobol
    newest = max(varied.grid.periods, default="")
    paired = [
        place
        for place, period in enumerate(varied.grid.periods or [newest] * len(ranks.units))
        if period == newest
    ]
    if len(paired) > MOST_PAIRED:
        paired = []
    return {
        "ranks": {
            unit: {
                "nominal": _plain(ranks.nominal[place]),
                "mean": _plain(ranks.mean[place]),
                "median": _plain(ranks.median[place]),
                "low": _plain(ranks.low[place]),
                "high": _plain(ranks.high[place]),
            }
            for place, unit in enumerate(ranks.units)
        },
        "paired": [ranks.units[place] for place in paired],
        "ahead": [[round(float(p), 4) for p in row] for row in varied.ahead(paired)],
        "sobol": {
            "first": dict(sobol.first),
            "total": dict(sobol.total),
            "first_bounds": {name: list(ends) for name, ends in sobol.first_bounds.items()},
            "total_bounds": {name: list(ends) for name, ends in sobol.total_bounds.items()},
            "how": sobol.how,
            "evaluations": sobol.evaluations,
        },
        "variants": varied.variants,
        "seed": SEED,
    }


def index_content(built: Built, varied: Mapping[str, Any]) -> dict[str, Any]:
    """What a release of an index says: units that are not published are counted, not named."""
    rows = ranked(built)
    shown = [row for row in rows if row["rank"] is not None and row["published"]]
    return {
        "title": built.method.title.as_dict(),
        "version": built.method.version,
        "source": built.method.source,
        "rows": [
            {**row, "name": row["name"].as_dict(), "interval": interval_of(varied, row["row"])}
            for row in shown
        ],
        "hidden": [row["period"] for row in rows if not row["published"]],
        "sobol": varied["sobol"],
        "variants": varied["variants"],
        "method": yaml.safe_dump(dict(built.content), allow_unicode=True, sort_keys=False),
        "hash": built.result.provenance.ledger_hash,
    }


def _plain(value: Any) -> float | None:
    return None if value != value else float(value)


def interval_of(content: Mapping[str, Any] | None, row: str) -> str:
    """Ranks from 5 % to 95 % of the variants, such as '2–4'; a dash where not known."""
    ends = (content or {}).get("ranks", {}).get(row)
    if ends is None or ends["low"] is None or ends["high"] is None:
        return "—"
    low, high = math.floor(ends["low"]), math.ceil(ends["high"])
    return str(low) if low == high else f"{low}–{high}"
