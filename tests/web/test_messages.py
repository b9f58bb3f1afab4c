"""What libraries say on our pages: compiled as written, every sentence translated."""

import pytest
from babel.messages.pofile import read_po

from tools.compile_messages import FOLDER, compiled

FILES = sorted(FOLDER.glob("*/LC_MESSAGES/*.po"))


@pytest.mark.parametrize("po", FILES, ids=lambda po: po.parts[-3])
def test_the_compiled_file_is_of_the_written_one(po):
    assert po.with_suffix(".mo").read_bytes() == compiled(po)


@pytest.mark.parametrize("po", FILES, ids=lambda po: po.parts[-3])
def test_nothing_is_left_untranslated(po):
    with po.open("rb") as source:
        catalog = read_po(source)
    assert [message.id for message in catalog if message.id and not message.string] == []
    assert len(catalog) >= 40
