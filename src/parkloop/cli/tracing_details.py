"""What a person is told of one footprint beside its explanation."""

from __future__ import annotations

import math

from parkloop.analyses.tracing.model import Drawn, Footprint, Quality
from parkloop.analyses.tracing.stages import STAGES
from parkloop.cli.common import Voice
from parkloop.cli.studying import written
from parkloop.texts import Text, same_in_both

_MOST_PATHS = 10
_MOST_SENSITIVITIES = 6


def say_details(voice: Voice, footprint: Footprint) -> None:
    """Gases, primary data, ratings, stages, sensitivities, draws and the strongest paths."""
    if footprint.gases:
        parts = (f"{gas} {value:.6g} kg" for gas, value in sorted(footprint.gases.items()))
        voice.say(Text("Theo khí: ", "By gas: ").in_language(voice.language) + " · ".join(parts))
    if footprint.primary_share is not None:
        share = written(100 * footprint.primary_share, voice.language)
        voice.say(
            Text(
                f"Số liệu sơ cấp: {share} % của phần đã biết.",
                f"Primary data: {share} % of what is known.",
            )
        )
    if footprint.quality is not None:
        _say_quality(voice, footprint.quality)
    _print_stages(voice, footprint)
    _print_sensitivities(voice, footprint)
    if footprint.drawn is not None:
        _say_drawn(voice, footprint, footprint.drawn)
    rows = [
        (written(path.value, voice.language), " ← ".join(path.vertices))
        for path in footprint.paths[:_MOST_PATHS]
    ]
    voice.table(
        Text("Các đường đi lớn nhất", "Strongest paths"),
        (Text(f"kg CO2e/{footprint.unit}", f"kg CO2e/{footprint.unit}"), Text("đường", "path")),
        rows,
    )


def _say_drawn(voice: Voice, footprint: Footprint, drawn: Drawn) -> None:
    """Both methods side by side, and why their middles differ."""
    value = footprint.per_unit or math.nan
    mean, low, high = (written(v, voice.language) for v in (drawn.mean, drawn.low, drawn.high))
    skewed, divided = (
        written(100 * part / value, voice.language)
        for part in (drawn.facts_mean - value, drawn.mean - drawn.facts_mean)
    )
    voice.say(
        Text(
            f"Monte Carlo, {drawn.draws} lần rút: trung bình {mean}, khoảng 95 % {low} – {high}. "
            f"Trung bình lệch so với giá trị tính: {skewed} % do hệ số (lệch, hoặc ngẫu nhiên), "
            f"{divided} % do lượng nằm ở mẫu số.",
            f"Monte Carlo, {drawn.draws} draws: mean {mean}, 95 % interval {low} – {high}. The "
            f"mean is off the computed value by {skewed} % from facts (skewed, or by chance) and "
            f"by {divided} % from amounts that divide.",
        )
    )


def _say_quality(voice: Voice, rated: Quality) -> None:
    three = (rated.technology, rated.geography, rated.timeliness)
    ratings = " / ".join(written(v, voice.language) for v in three)
    voice.say(
        Text(
            f"Chất lượng số liệu (1 tốt – 3 kém), công nghệ / địa lý / thời gian: {ratings}",
            f"Data quality (1 good – 3 poor), technology / geography / time: {ratings}",
        )
    )


def _print_stages(voice: Voice, footprint: Footprint) -> None:
    rows = [
        (voice.word(STAGES[stage]), written(value, voice.language))
        for stage, value in footprint.stages.items()
    ]
    title = Text("Theo giai đoạn vòng đời", "By life-cycle stage")
    unit = same_in_both(f"kg CO2e/{footprint.unit}")
    voice.table(title, (Text("giai đoạn", "stage"), unit), rows)


def _print_sensitivities(voice: Voice, footprint: Footprint) -> None:
    rows = [
        (one.parameter, written(one.deviation, voice.language), f"{100 * one.share:.1f} %")
        for one in footprint.sensitivities[:_MOST_SENSITIVITIES]
    ]
    if rows:
        voice.table(
            Text("Điều gì làm kết quả không chắc chắn", "What makes the footprint uncertain"),
            (
                Text("tham số", "parameter"),
                Text("một độ lệch chuẩn làm đổi", "one standard deviation moves"),
                Text("phần phương sai", "part of the variance"),
            ),
            rows,
        )
