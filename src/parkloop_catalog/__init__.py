"""The facts Parkloop computes with, as data files; this package only says where they are."""

from importlib.resources import files
from importlib.resources.abc import Traversable

DATA: Traversable = files(__name__)
"""The folder that holds streams, factors, potentials, rules, schemas and their sources."""
