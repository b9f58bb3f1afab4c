"""A QR code as an inline drawing: an address that a telephone reads off a printed paper."""

from __future__ import annotations

from typing import Final

import qrcode
from markupsafe import Markup

from parkloop.texts import Text

#: The quiet ground around the code that readers need [modules] (ISO/IEC 18004).
_QUIET: Final = 4


def qr_code(address: str, name: Text, language: str) -> Markup:
    """An address as SVG, black on white whatever the page's colours; ``name`` says what it is."""
    code = qrcode.QRCode(border=_QUIET, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(address)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    side = len(rows)
    said = name.vi if language == "vi" else name.en
    return Markup(
        '<svg class="qr" viewBox="0 0 {side} {side}" role="img" aria-label="{said}" '
        'shape-rendering="crispEdges"><rect width="{side}" height="{side}" fill="#fff"/>'
        '<path d="{path}" fill="#000"/></svg>'
    ).format(side=side, said=said, path=path)
