"""Writes the .mo files of the site from its .po files.

    python tools/compile_messages.py

tests/web/test_messages.py compares both.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parents[1] / "src" / "parkloop_web" / "locale"


def compiled(po: Path) -> bytes:
    out = BytesIO()
    with po.open("rb") as source:
        write_mo(out, read_po(source, locale=po.parts[-3]))
    return out.getvalue()


def main() -> None:
    for po in sorted(FOLDER.glob("*/LC_MESSAGES/*.po")):
        po.with_suffix(".mo").write_bytes(compiled(po))


if __name__ == "__main__":
    main()
