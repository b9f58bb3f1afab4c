"""Footprints of a trace as data sets for customers."""

from parkloop.analyses.footprints.footprints import footprints

__all__ = ["footprints"]
