"""Data sets of product footprints as partners exchange them (PACT, versions 2 and 3)."""
