"""Composite indices: a method as data, every stage kept, many variants at once."""

from parkloop.analyses.index.analysis import Index, index
from parkloop.analyses.index.data import IndexData
from parkloop.analyses.index.method import IndexMethod

__all__ = ["Index", "IndexData", "IndexMethod", "index"]
