"""Places and streams by their names, for those who read a page and never typed an id.

Messages of analyses quote ids, as files and the command line write them: “a-treatment”.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from parkloop.catalog.catalog import Catalog
from parkloop.ledger.park import Park
from parkloop.texts import Language, Text

_QUOTED: Final = re.compile("“([^”]+)”")


def names_of(park: Park, catalog: Catalog) -> Mapping[str, Text]:
    """What the nodes of a park and the streams of a catalog are called, by id."""
    streams = {key: stream.name for key, stream in catalog.streams.items()}
    return streams | {node.id: node.name for node in park.nodes}


def by_name(words: Text, names: Mapping[str, Text]) -> Text:
    """A message in which quoted ids are called by their names; what has none stays."""
    return Text(
        _QUOTED.sub(lambda found: _quoted(found, names, "vi"), words.vi),
        _QUOTED.sub(lambda found: _quoted(found, names, "en"), words.en),
    )


def _quoted(found: re.Match[str], names: Mapping[str, Text], language: Language) -> str:
    named = names.get(found[1])
    return f"“{named.in_language(language)}”" if named else found[0]
