"""Gaps, reasons and numbers in words."""

from __future__ import annotations

import math

from parkloop.analyses.assessment.model import NOT_ASSESSABLE, NOT_MET, Column, Verdict
from parkloop.analyses.assessment.register import Register
from parkloop.catalog.rulebook import Criterion, RegisterProperty
from parkloop.texts import Text

_DIGITS = 4
#: What is told when a scheme gives no sentence of its own.
_SHORT_OF = Text(
    "còn cách ngưỡng {amount}{unit}",
    "{amount}{unit} away from the limit",
)
_MISSING = Text("còn thiếu: {names}", "still missing: {names}")
_ENTERPRISES = Text(
    "cần thêm {amount} doanh nghiệp: {name_vi}", "{amount} more enterprises: {name_en}"
)
_ANSWERS = Text("chưa có câu trả lời của {count}", "answers of {count} are missing")
_NOTHING = Text("chưa có số liệu: {names}", "nothing is stated on: {names}")


def amount_words(value: float, language: str) -> str:
    """A number as people write it in a sentence, with four digits at most."""
    if value != 0 and math.isfinite(value):
        value = round(value, max(0, _DIGITS - 1 - math.floor(math.log10(abs(value)))))
    text = f"{value:,.10g}" if abs(value) < 1e10 else f"{value:,.0f}"
    if language == "en":
        return text
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def number_words(value: float) -> Text:
    return Text(amount_words(value, "vi"), amount_words(value, "en"))


def gap_words(column: Column, place: int, register: Register) -> Text | None:
    """What has to happen before the criterion is met, as a quantity."""
    criterion = column.criterion
    code = column.codes[place]
    if code == NOT_ASSESSABLE:
        return _unanswered(column, place, register)
    if criterion.kind == "boolean" and column.codes[place] in (1, NOT_MET):
        return missing_states(criterion, place, register)
    short = float(column.short[place])
    if math.isnan(short):
        return None
    sentence = criterion.gap
    if sentence is None and column.numerator.whole and criterion.scope == "enterprises":
        sentence = _ENTERPRISES.format(
            amount="{amount}", name_vi=criterion.name.vi, name_en=criterion.name.en
        )
    unit = "" if criterion.unit == "1" else f" {criterion.unit}"
    sentence = sentence or _SHORT_OF.format(amount="{amount}", unit=unit)
    words = number_words(short)
    english = sentence.en.format(amount=words.en)
    if short == 1:
        english = english.replace("more enterprises", "more enterprise")
    return Text(sentence.vi.format(amount=words.vi), english)


def missing_states(criterion: Criterion, place: int, register: Register) -> Text | None:
    """Names of the states that do not hold for a subject."""
    lacking = [
        known
        for name in criterion.numerator.properties
        if (known := _property(register, name)) and not _holds(register, known, place)
    ]
    if not lacking:
        return None
    return Text(
        _MISSING.vi.format(names="; ".join(one.name.vi for one in lacking)),
        _MISSING.en.format(names="; ".join(one.name.en for one in lacking)),
    )


def _holds(register: Register, known: RegisterProperty, place: int) -> bool:
    subject = "enterprise" if known.holder == "enterprise" else "park"
    values = register.held(subject, known.id)
    return place < len(values) and values[place] >= 1.0


def _property(register: Register, name: str) -> RegisterProperty | None:
    return register.catalog.rulebook.properties.get(name)


def _unanswered(column: Column, place: int, register: Register) -> Text:
    criterion = column.criterion
    asked = column.numerator.asked[place]
    if column.numerator.whole and criterion.scope == "enterprises" and asked > 0:
        if criterion.numerator.function == "links_operating":
            return Text(
                "chưa rõ tình trạng liên kết cộng sinh, hợp đồng hoặc chứng chỉ ISO của các bên",
                "the state of symbiosis links, their contracts or their members' ISO certificates "
                "is not known",
            )
        count = number_words(float(asked))
        return Text(
            _ANSWERS.vi.format(count=f"{count.vi} doanh nghiệp"),
            _ANSWERS.en.format(count=f"{count.en} enterprises"),
        )
    names = [*criterion.numerator.properties]
    if criterion.denominator:
        names += criterion.denominator.properties
    names += [limit.observed for limit in criterion.limits if limit.observed]
    names += [criterion.only_if] if criterion.only_if else []
    known = [one for name in names if (one := _property(register, name))]
    lacking = [one for one in known if not _stated(register, one, place)] or known
    return Text(
        _NOTHING.vi.format(names="; ".join(one.name.vi for one in lacking) or criterion.name.vi),
        _NOTHING.en.format(names="; ".join(one.name.en for one in lacking) or criterion.name.en),
    )


def _stated(register: Register, known: RegisterProperty, place: int) -> bool:
    subject = "enterprise" if known.holder == "enterprise" else "park"
    values = register.held(subject, known.id)
    return place < len(values) and bool(values[place] == values[place])


def reason_words(column: Column, place: int, register: Register, verdict: Verdict) -> Text | None:
    """Why a criterion does not apply."""
    if verdict is not Verdict.NOT_APPLICABLE:
        return None
    criterion = column.criterion
    if criterion.only_if:
        only = _property(register, criterion.only_if)
        if only is not None:
            return Text(f"chỉ áp dụng khi: {only.name.vi}", f"applies only where: {only.name.en}")
    park = register.places.parks[place] if place < len(register.places.parks) else ""
    words = register.declared("not-applicable").get((park, criterion.id), "")
    if words:
        return Text(words, words)
    return Text("không có đối tượng nào để tính", "there is nothing to divide by")
