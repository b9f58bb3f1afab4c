"""Matching: what tenants offer and need, and which exchanges could come of it."""

from parkloop.analyses.symbiosis_matching.analysis import symbiosis_matching
from parkloop.analyses.symbiosis_matching.model import Candidate, Matching, Need, Offer
from parkloop.analyses.symbiosis_matching.parameters import MatchingParameters

__all__ = [
    "Candidate",
    "Matching",
    "MatchingParameters",
    "Need",
    "Offer",
    "symbiosis_matching",
]
