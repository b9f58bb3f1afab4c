"""Colours: in one place, and readable in every theme (WCAG 2.2 AA: 4.5:1 for text)."""

import re
from itertools import product

import pytest

from parkloop.io.catalog_files import load_catalog
from parkloop.reports.html import stylesheet
from parkloop.reports.tokens import (
    CARRIERS,
    CATEGORY_HUES,
    GROUND_TOKENS,
    STATES,
    TEXT_TOKENS,
    THEMES,
    carrier_token,
    contrast,
    css_variables,
    palette,
)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), list(product(TEXT_TOKENS, GROUND_TOKENS)))
def test_text_can_be_read_on_every_ground(theme, text, ground):
    colours = palette(theme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("state", STATES)
def test_letters_of_states_can_be_read(theme, state):
    colours = palette(theme)
    assert contrast(colours["ink"], colours[state]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("carrier", CARRIERS)
def test_words_on_a_carrier_can_be_read_in_black_or_white(theme, carrier):
    colour = palette(theme)[carrier]
    assert max(contrast(colour, "#000000"), contrast(colour, "#FFFFFF")) >= 4.5


@pytest.mark.parametrize("theme", ["contrast", "contrast-dark"])
def test_high_contrast_is_higher(theme):
    colours = palette(theme)
    assert all(contrast(colours[text], colours["paper"]) >= 7 for text in TEXT_TOKENS)


def test_contrast_of_black_and_white_is_21():
    # WCAG 2.2, definition of contrast ratio: from 1 to 21.
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_the_page_has_the_same_colours_as_the_charts(theme):
    block = re.search(rf':root\[data-theme="{theme}"\]\{{([^}}]*)\}}', stylesheet())
    assert block
    written = dict(re.findall(r"--([\w-]+):(#[0-9A-F]{6});", block[1]))
    assert written == palette(theme)
    assert css_variables(theme) in block[1]


def test_the_page_uses_only_known_variables():
    used = set(re.findall(r"var\(--([\w-]+)\)", stylesheet()))
    local = {"c", "s"}
    assert used - local <= set(palette("light"))


def test_carriers_keep_the_colours_of_the_direction():
    light = palette("light")
    assert light["electricity"] == "#E0A100"
    assert light["fuels"] == "#8A5A44"
    assert light["heat"] == "#C8453B"
    assert light["action"] == "#0B6E4F"


def test_every_carrier_and_category_of_the_catalog_has_a_hue():
    catalog = load_catalog()
    assert {s.carrier for s in catalog.streams.values()} <= set(CARRIERS)
    categories = {a.category for a in catalog.activities.values()} - {"none", ""}
    assert categories <= set(CATEGORY_HUES)
    assert set(CATEGORY_HUES.values()) <= set(CARRIERS)


def test_a_strange_carrier_is_drawn_as_material():
    assert carrier_token("unheard-of") == "materials"
