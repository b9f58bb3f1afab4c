"""The colours of reports, in one place: the page's variables and the charts read these.

Carriers keep their hue everywhere; on the night ground and in high contrast they are lifted or
deepened until they can be told from the ground. Text colours keep at least 4.5:1 against every
ground they stand on (tests/core/reports/test_tokens.py).
"""

from __future__ import annotations

from typing import Final

Theme = str
THEMES: Final = ("light", "dark", "contrast", "contrast-dark")

#: Colours that text may have, and the grounds it may stand on.
TEXT_TOKENS: Final = ("ink", "muted", "action", "warning")
GROUND_TOKENS: Final = ("paper", "surface", "wash")

#: Ground, text and lines, per theme in the order of ``THEMES``.
PAGE: Final[dict[str, tuple[str, str, str, str]]] = {
    "paper": ("#FCFBF8", "#12181F", "#FFFFFF", "#000000"),
    "surface": ("#FFFFFF", "#1A222B", "#FFFFFF", "#0A0D10"),
    "wash": ("#F4F2EC", "#1D2630", "#F2F2F2", "#14181D"),
    "ink": ("#1C2430", "#E9EBE7", "#000000", "#FFFFFF"),
    "muted": ("#56606D", "#A9B3BE", "#2A3138", "#DDE2E7"),
    "faint": ("#8B9199", "#76828E", "#4D555D", "#B4BCC4"),
    "hairline": ("#D9D6CF", "#303A45", "#5B6168", "#8C959E"),
    "action": ("#0B6E4F", "#62C9A0", "#00432F", "#86E8C1"),
    "warning": ("#8A4B00", "#F0B66A", "#5E3300", "#FFCF8F"),
    "context": ("#C9C6BE", "#46515D", "#9A9DA1", "#6D7680"),
}

#: One hue per carrier and per kind of emission.
CARRIERS: Final[dict[str, tuple[str, str, str, str]]] = {
    "electricity": ("#E0A100", "#EDB321", "#A87400", "#FFC933"),
    "fuels": ("#8A5A44", "#BC8A72", "#6E4230", "#D3A48D"),
    "fuels-2": ("#B98D78", "#8F6450", "#9C6A53", "#B0806A"),
    "heat": ("#C8453B", "#E4736A", "#A92E25", "#FF8A80"),
    "cooling": ("#6FB7D6", "#7FC4E0", "#2E86AB", "#9AD8F0"),
    "fresh-water": ("#2B7BBA", "#5AA5E0", "#1B5F96", "#7CC0F5"),
    "wastewater": ("#6C7F92", "#93A6B9", "#4F6173", "#B4C5D6"),
    "materials": ("#8D7B4F", "#B8A572", "#6F5F36", "#D3C08C"),
    "products": ("#3E8E6E", "#62B693", "#2A6F53", "#83D6B3"),
    "services": ("#5C62A8", "#9AA0E0", "#3D4388", "#B9BEF2"),
    "waste": ("#A39E93", "#BDB8AD", "#757065", "#D6D1C6"),
    "hazardous-waste": ("#7A3E8E", "#B480C8", "#612A74", "#D2A2E4"),
    "emissions": ("#39434F", "#C3CCD6", "#1F262E", "#E6ECF2"),
    "refrigerants": ("#4F8F96", "#74B3BA", "#2F6C73", "#97D3DA"),
}

#: States of data, a second family; each also has a letter (``words.STATE_LETTERS``).
STATES: Final[dict[str, tuple[str, str, str, str]]] = {
    "state-reported": ("#BFDCCB", "#2C5A48", "#A9D3BB", "#1F5A45"),
    "state-partial": ("#E6E1B8", "#55522B", "#DDD58F", "#5C5720"),
    "state-estimated": ("#F3D9AE", "#65491F", "#F0C98A", "#6E4A12"),
    "state-notation": ("#D5D8E6", "#3A4157", "#C3C8E0", "#3D4668"),
    "state-missing": ("#FCFBF8", "#12181F", "#FFFFFF", "#000000"),
}

#: Which hue an inventory category wears: that of the carrier it comes from.
CATEGORY_HUES: Final[dict[str, str]] = {
    "stationary": "fuels",
    "mobile": "fuels-2",
    "process": "materials",
    "fugitive": "wastewater",
    "refrigerants": "refrigerants",
    "waste": "waste",
    "wastewater": "wastewater",
    "electricity": "electricity",
    "steam": "heat",
    "heat": "heat",
    "cooling": "cooling",
}


def palette(theme: Theme) -> dict[str, str]:
    """Every token of a theme as '#RRGGBB'."""
    index = THEMES.index(theme)
    return {
        name: shades[index]
        for family in (PAGE, CARRIERS, STATES)
        for name, shades in family.items()
    }


def css_variables(theme: Theme) -> str:
    """The tokens as CSS declarations: '--ink:#1C2430;…'."""
    return "".join(f"--{name}:{colour};" for name, colour in palette(theme).items())


def carrier_token(carrier: str) -> str:
    """The token of a carrier; what has no hue of its own is drawn as material."""
    return carrier if carrier in CARRIERS else "materials"


def category_token(category: str) -> str:
    return CATEGORY_HUES.get(category, "emissions")


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[position : position + 2], 16) / 255 for position in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
