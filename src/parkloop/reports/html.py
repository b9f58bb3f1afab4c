"""The report as one self-contained page: text, charts, fonts, explanations, no request anywhere.

Styles, scripts and fonts are read from the package itself, as the templates are; nothing else is
opened here.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from parkloop.provenance import canonical_json
from parkloop.reports.explaining import Embedding, script_safe
from parkloop.reports.parts import Chart, View
from parkloop.reports.reading import Reading, read
from parkloop.reports.tokens import THEMES, css_variables
from parkloop.reports.views import views_of
from parkloop.reports.words import FRAME
from parkloop.studies import Study
from parkloop.texts import Text

STYLES: Final = ("report.css", "panel.css", "print.css")
SCRIPTS: Final = ("charts.js", "panel.js", "report.js")
FONTS: Final = (
    ("Be Vietnam Pro", 400, "be-vietnam-pro-400.woff2"),
    ("Be Vietnam Pro", 500, "be-vietnam-pro-500.woff2"),
    ("Be Vietnam Pro", 600, "be-vietnam-pro-600.woff2"),
    ("Parkloop Symbols", 400, "parkloop-symbols.woff2"),
)


@dataclass(frozen=True, slots=True)
class NavPlace:
    """An entry of the tree beside the page, with its views, newest first."""

    id: str
    name: object
    depth: int
    members: tuple[View, ...]

    @property
    def view(self) -> str:
        return self.members[0].id

    @property
    def views(self) -> tuple[str, ...]:
        return tuple(view.id for view in self.members)


def render_html(studies: Sequence[Study]) -> str:
    """One page that shows the studies: both languages, all themes, every figure explained."""
    several = len(studies) > 1
    readings = [read(study, f"{study.title_id}." if several else "") for study in studies]
    shown = [(reading, views_of(reading)) for reading in readings]
    views = tuple(view for _, group in shown for view in group)
    embedding = explanations(shown)
    return (
        _environment()
        .get_template("report.html.jinja")
        .render(
            views=views,
            places=nav_places(views),
            places_of=embedding.places,
            words=FRAME,
            style=Markup(stylesheet()),
            charts=Markup(charts_json(views, embedding.places)),
            explanations=Markup(embedding.as_json()),
            echarts=Markup(_asset_text("echarts.min.js")),
            scripts=[Markup(_page_text(name)) for name in SCRIPTS],
        )
    )


def render_index(linked: Sequence[tuple[str, Study]]) -> str:
    """A page that leads to other pages: per study its link, one sentence and its key figure."""
    entries = [(href, views_of(read(study))[0]) for href, study in linked]
    return (
        _environment()
        .get_template("index.html.jinja")
        .render(
            entries=entries,
            places_of={},
            words=FRAME,
            style=Markup(stylesheet()),
            script=Markup(_page_text("index.js")),
        )
    )


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("parkloop.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    made.filters["spoken"] = in_both
    return made


def in_both(text: Text) -> Markup:
    """Both languages, of which the page shows one; a site that knows its reader's language brings
    a filter of the same name that writes only that."""
    if text.vi == text.en:
        return Markup(escape(text.vi))
    return Markup("<i lang=vi>{}</i><i lang=en>{}</i>").format(text.vi, text.en)


def nav_places(views: Iterable[View]) -> tuple[NavPlace, ...]:
    """The places of the views in order, each with its views."""
    grouped: dict[str, list[View]] = {}
    for view in views:
        grouped.setdefault(view.place, []).append(view)
    return tuple(
        NavPlace(place, members[0].place_name, members[0].depth, tuple(members))
        for place, members in grouped.items()
    )


# What the page carries ------------------------------------------------------------------------


def charts_in(value: object) -> Iterator[Chart]:
    """Every chart inside views, sections, blocks."""
    if isinstance(value, Chart):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from charts_in(getattr(value, each.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from charts_in(part)


def figure_keys(value: object) -> Iterator[str]:
    """Every figure key that views and chart options link to."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            if name == "figure" and isinstance(part, str):
                yield part
            else:
                yield from figure_keys(part)
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            part = getattr(value, each.name)
            if each.name == "figure" and isinstance(part, str):
                yield part
            else:
                yield from figure_keys(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from figure_keys(part)


def charts_json(views: Sequence[View | Chart], places: Mapping[str, int]) -> str:
    """Options of all charts; figures are named by their place among the explanations."""
    specs = {
        chart.id: {
            "height": chart.height,
            "label": {"$t": [chart.sentence.vi, chart.sentence.en]},
            "narrow": chart.narrow,
            "option": _placed(chart.option, places),
        }
        for chart in charts_in(views)
    }
    return script_safe(canonical_json(specs))


def explanations(shown: Sequence[tuple[Reading, tuple[View, ...]]]) -> Embedding:
    """Everything behind the figures that these views link to."""
    embedding = Embedding()
    for reading, views in shown:
        embedding.add(reading.book, sorted({key for key in figure_keys(views) if key}))
    return embedding


def _placed(value: object, places: Mapping[str, int]) -> object:
    if isinstance(value, Mapping):
        return {
            name: places.get(part, -1) if name == "figure" else _placed(part, places)
            for name, part in value.items()
            if name != "figure" or part
        }
    if isinstance(value, list | tuple):
        return [_placed(part, places) for part in value]
    return value


# Style ------------------------------------------------------------------------------------------


@cache
def stylesheet() -> str:
    """Fonts, the variables of every theme, and the styles."""
    light, dark, contrast, contrast_dark = (css_variables(theme) for theme in THEMES)
    variables = [
        f":root{{color-scheme:light;{light}}}",
        f"@media(prefers-color-scheme:dark){{:root{{color-scheme:dark;{dark}}}}}",
        f':root[data-theme="light"]{{color-scheme:light;{light}}}',
        f':root[data-theme="dark"]{{color-scheme:dark;{dark}}}',
        f':root[data-theme="contrast"]{{color-scheme:light;{contrast}}}',
        f':root[data-theme="contrast-dark"]{{color-scheme:dark;{contrast_dark}}}',
    ]
    return "\n".join([*map(_font_face, FONTS), *variables, *map(_page_text, STYLES)])


def _font_face(font: tuple[str, int, str]) -> str:
    family, weight, name = font
    data = base64.b64encode(_asset_bytes(name)).decode("ascii")
    return (
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-display:block;'
        f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
    )


def _page_text(name: str) -> str:
    return files("parkloop.reports").joinpath("page", name).read_text("utf-8")


def _asset_text(name: str) -> str:
    return files("parkloop.reports").joinpath("assets", name).read_text("utf-8")


def _asset_bytes(name: str) -> bytes:
    return files("parkloop.reports").joinpath("assets", name).read_bytes()
