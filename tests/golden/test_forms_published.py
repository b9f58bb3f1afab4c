"""The plausibility of a published saving (the first eco-industrial-park project, 2014–2019).

22,000 MWh of electricity and about 140 TJ of fossil energy a year (VietnamPlus), 32 kt CO2 a year
(VietnamPlus, VOV). Grid factor 0.8154 t/MWh, coal 94.6 t/TJ.
"""

import pytest

from parkloop.analyses.forms.forms import forms
from parkloop.analyses.forms.model import FormParameters
from parkloop.io.catalog_files import load_catalog
from tests.core.analyses.assessment.situations import situation

CATALOG = load_catalog()
GRID, COAL = 0.8154, 94.6  # t CO2/MWh, t CO2/TJ


def test_the_parts_make_up_the_published_total():
    electricity, fuel = 22_000 * GRID, 140 * COAL
    assert (round(electricity / 1000, 1), round(fuel / 1000, 1)) == (17.9, 13.2)
    firms = {
        "recp-electricity": "1 at 22000000",
        "recp-co2-electricity": f"1 at {electricity:.0f}",
        "recp-co2-fuel": f"1 at {fuel:.0f}",
    }
    ledger = situation({"firms": firms}, 2018, CATALOG)
    boxes = forms(ledger, CATALOG, FormParameters("B.4", "firm-1", 2019)).value.boxes
    assert boxes["P3.2"].value == 22_000_000
    total = boxes["P3.10"].value
    assert total == pytest.approx(32_000, rel=0.03)
    assert total == pytest.approx(31_200, abs=50)
