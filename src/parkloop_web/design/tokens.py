"""The colours and fonts of the reports as a style sheet of the site.

`python -m parkloop_web.design.tokens` writes it anew; a test keeps file and tokens equal.
"""

from __future__ import annotations

from pathlib import Path

from parkloop.reports.html import FONTS
from parkloop.reports.tokens import THEMES, css_variables

FILE = Path(__file__).parent / "static" / "parkloop" / "tokens.css"
_HEAD = "/* Made from parkloop/reports/tokens.py by parkloop_web/design/tokens.py. */\n"


def style_sheet() -> str:
    """Fonts by address, and the variables of every theme."""
    light, dark, contrast, contrast_dark = (css_variables(theme) for theme in THEMES)
    faces = [
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-display:swap;'
        f'src:url("../vendor/{name}") format("woff2")}}'
        for family, weight, name in FONTS
    ]
    return _HEAD + "\n".join(
        [
            *faces,
            f":root{{color-scheme:light;{light}}}",
            f"@media(prefers-color-scheme:dark){{:root{{color-scheme:dark;{dark}}}}}",
            f':root[data-theme="light"]{{color-scheme:light;{light}}}',
            f':root[data-theme="dark"]{{color-scheme:dark;{dark}}}',
            f':root[data-theme="contrast"]{{color-scheme:light;{contrast}}}',
            f':root[data-theme="contrast-dark"]{{color-scheme:dark;{contrast_dark}}}',
            "",
        ]
    )


if __name__ == "__main__":
    FILE.write_text(style_sheet(), "utf-8")
