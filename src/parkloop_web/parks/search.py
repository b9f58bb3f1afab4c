"""Finds places by their names without accents, in the database: 'dinh vu' finds Đình Vũ."""

from __future__ import annotations

from django.db.models import Func, QuerySet, TextField, Value

from parkloop_web.parks.models import Node


def holding(nodes: QuerySet[Node], words: str) -> QuerySet[Node]:
    """The nodes whose code or names hold every word."""
    for word in words.split():
        nodes = nodes.filter(search__contains=_plain(word))
    return nodes


def _plain(word: str) -> Func:
    """The word as the search column has it: small letters without accents."""
    return Func(Func(Value(word, output_field=TextField()), function="unaccent"), function="lower")
