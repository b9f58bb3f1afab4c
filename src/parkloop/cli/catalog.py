"""`parkloop catalog`: look into what is known."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

import click

from parkloop.catalog.catalog import Catalog
from parkloop.catalog.facts import Fact
from parkloop.cli.common import (
    SpeakingGroup,
    Voice,
    finish,
    json_option,
    pass_voice,
)
from parkloop.io.catalog_files import check_catalog_files, load_catalog
from parkloop.provenance import Plain
from parkloop.texts import Text

_MOST_SHOWN = 50


@click.group("catalog", cls=SpeakingGroup)
def catalog() -> None:
    """Look up streams and facts with their sources."""


@catalog.command("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--kind", default="", help="Only facts of this kind (ncv, combustion, grid …).")
@json_option
@pass_voice
def search(voice: Voice, words: tuple[str, ...], kind: str, *, as_json: bool) -> None:
    """Find streams and facts by words in Vietnamese (accents optional) or English."""
    known = load_catalog()
    wanted = [plain(word) for word in words]
    streams = [s for s in known.streams.values() if _matches(wanted, _stream_words(s.id, known))]
    facts = [
        fact
        for fact in sorted(known.facts.values(), key=lambda f: f.id)
        if (not kind or fact.kind == kind) and _matches(wanted, _fact_words(fact, known))
    ]
    if as_json:
        voice.data(
            {
                "facts": [fact.as_dict() for fact in facts],
                "streams": [{"id": s.id, "name": s.name.as_dict()} for s in streams],
            }
        )
        return
    if streams and not kind:
        voice.table(
            Text("Dòng vật chất và năng lượng", "Streams"),
            (Text("mã", "id"), Text("tên", "name"), Text("loại", "kind"), Text("đơn vị", "unit")),
            [(s.id, voice.word(s.name), s.kind, s.default_unit) for s in streams[:_MOST_SHOWN]],
        )
    voice.table(
        Text("Hệ số", "Facts"),
        (
            Text("mã", "id"),
            Text("giá trị", "value"),
            Text("đơn vị", "unit"),
            Text("nguồn", "source"),
            Text("đối chiếu", "verified"),
        ),
        [
            (f.id, f"{f.value:g}", f.unit, f.source, _verified(voice, fact=f))
            for f in facts[:_MOST_SHOWN]
        ],
    )
    if len(facts) > _MOST_SHOWN:
        more = len(facts) - _MOST_SHOWN
        voice.say(
            Text(
                f"… và {more} hệ số khác; thêm từ hoặc --kind để thu hẹp.",
                f"… and {more} more; add words or --kind to narrow the search.",
            )
        )


@catalog.command("show")
@click.argument("fact_id")
@json_option
@pass_voice
def show(voice: Voice, fact_id: str, *, as_json: bool) -> None:
    """Show one fact with everything that is known about it."""
    known = load_catalog()
    fact = known.known(fact_id)
    source = known.sources.get(fact.source)
    if as_json:
        row: dict[str, Plain] = fact.as_dict()
        row["source_title"] = dict(source.title.as_dict()) if source else None
        voice.data(row)
        return
    voice.say(f"{fact.id} = {fact.value:g} {fact.unit}")
    for label, value in _described(fact, known, voice):
        if value:
            voice.say(f"  {voice.word(label)}: {value}")


@catalog.command("check")
@json_option
@pass_voice
def check(voice: Voice, *, as_json: bool) -> None:
    """Check every row of the catalog against its schema and its plausible range."""
    findings = check_catalog_files()
    if as_json:
        voice.data([finding.as_dict() for finding in findings])
    else:
        voice.findings(findings)
        voice.say(
            Text(
                f"{len(load_catalog().facts)} hệ số, {len(findings)} phát hiện.",
                f"{len(load_catalog().facts)} facts, {len(findings)} findings.",
            )
        )
    finish(findings)


def plain(word: str) -> str:
    """Lower case without accents, so that 'dau' finds 'dầu'."""
    decomposed = unicodedata.normalize("NFD", word.lower().replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _matches(wanted: Iterable[str], words: str) -> bool:
    return all(word in words for word in wanted)


def _stream_words(stream_id: str, known: Catalog) -> str:
    stream = known.streams.get(stream_id)
    if stream is None:
        return plain(stream_id)
    return plain(" ".join((stream.id, stream.name.vi, stream.name.en, *stream.aliases)))


def _fact_words(fact: Fact, known: Catalog) -> str:
    activity = known.activities.get(fact.activity)
    names = (activity.name.vi, activity.name.en) if activity else ()
    own = plain(" ".join((fact.id, fact.kind, fact.gas, fact.activity, fact.source, *names)))
    return f"{own} {_stream_words(fact.stream, known)}"


def _verified(voice: Voice, fact: Fact) -> str:
    yes, no = Text("có", "yes"), Text("chưa", "not yet")
    return f"{voice.word(yes if fact.verified else no)} ({fact.confidence})"


def _described(fact: Fact, known: Catalog, voice: Voice) -> Iterator[tuple[Text, str]]:
    source = known.sources.get(fact.source)
    title = voice.word(source.title) if source else fact.source
    span = f"{fact.low:g} – {fact.high:g}" if fact.low is not None and fact.high is not None else ""
    valid = f"{fact.valid_from or '…'} – {fact.valid_to or '…'}"
    yield Text("loại", "kind"), fact.kind
    yield Text("dòng", "stream"), fact.stream
    yield Text("hoạt động", "activity"), fact.activity
    yield Text("khí", "gas"), fact.gas
    yield Text("khoảng 95 %", "95 % interval"), f"{span} {fact.distribution}".strip()
    yield Text("vùng", "region"), fact.region
    yield Text("hiệu lực", "valid"), valid if fact.valid_from or fact.valid_to else ""
    yield Text("năm số liệu", "data year"), fact.data_year
    yield Text("công bố", "published"), fact.published
    yield Text("nguồn", "source"), f"{title}, {fact.locator}".rstrip(", ")
    yield Text("thứ hạng", "rank"), voice.word(known.ranks[fact.rank].reason)
    yield Text("đã đối chiếu", "verified"), _verified(voice, fact)
    yield Text("ghi chú", "note"), fact.note
