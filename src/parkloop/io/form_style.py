"""How the workbook looks: paper, ink, one deep green; colour only where it says something."""

from __future__ import annotations

from typing import Any, Final

GREEN: Final = "#0B6E4F"
INK: Final = "#1C2430"
PALE: Final = "#DCE9E3"
SAND: Final = "#F3F1EA"
HAIRLINE: Final = "#D9D6CF"
QUIET: Final = "#5F5B52"
FONT: Final = "Arial"


class Styles:
    """The cell formats of one workbook."""

    def __init__(self, book: Any) -> None:
        def style(**more: Any) -> Any:
            plain = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "top"}
            return book.add_format(plain | more)

        head = {"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1}
        lines = {"bottom": 1, "bottom_color": HAIRLINE, "right": 1, "right_color": HAIRLINE}
        cell = {"locked": False, **lines}
        self.required = style(**head, bg_color=GREEN, font_color="#FFFFFF", bottom_color=GREEN)
        self.optional = style(**head, bg_color=PALE, bottom_color=GREEN)
        self.hint = style(
            text_wrap=True, italic=True, font_size=8, font_color=QUIET, bg_color=SAND, **lines
        )
        self.locked = style(locked=True, bg_color=SAND, font_color=QUIET, font_size=8, **lines)
        self.open_text = style(num_format="@", **cell)
        self.open_general = style(**cell)
        self.open_date = style(num_format="dd/mm/yyyy", **cell)
        self.open_share = style(num_format="0.0##%", **cell)
        self.title = style(bold=True, font_size=18, font_color=GREEN)
        self.subtitle = style(font_size=11, font_color=QUIET)
        self.heading = style(bold=True, font_size=12, bottom=1, bottom_color=GREEN)
        self.text = style(text_wrap=True)
        self.word = style(bold=True, text_wrap=True)
        self.sample = style(font_color=QUIET, italic=True, text_wrap=True, **lines)
        self.sample_head = style(bold=True, text_wrap=True, bg_color=PALE, **lines)
        self.bad = style(bg_color="#F6D5CF", font_color=INK, **lines)
        self.warned = style(bg_color="#F7E7BF", font_color=INK, **lines)
        self.reason = style(text_wrap=True, font_color="#8A2A1C")
        self.plain = style()
        self.plain_date = style(num_format="dd/mm/yyyy")
        self.plain_instant = style(num_format="dd/mm/yyyy hh:mm:ss")
