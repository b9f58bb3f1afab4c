"""Embedded emissions of goods under the carbon border adjustment mechanism."""

from parkloop.analyses.cbam.cbam import cbam

__all__ = ["cbam"]
