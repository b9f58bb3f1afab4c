"""What is committed speaks of no one's machine, no download host, and nothing left for later."""

import re

import pytest

from tests.contracts._tree import tracked_texts

# Written in pieces, so that this file does not find itself.
FORBIDDEN = {
    "a path of someone's machine": [
        r"(?<![\w.:])/(?:home|Users|root|work)" + r"/\w",
        r"(?<![\w.:])/opt/" + r"(?:pypi|wheels)",
        r"\b[A-Z]:\\Users" + r"\\",
    ],
    "a host of a package registry": [
        r"py" + r"pi\.(?:org|python)",
        r"python" + r"hosted\.org",
        r"npm" + r"js\.(?:org|com)",
        r"crates" + r"\.io",
    ],
    "something left for later": [
        r"\bTO" + r"DO\b",
        r"\bFIX" + r"ME\b",
        r"\bX" + r"XX\b",
        r"\braise NotImplemented" + r"Error\b",
    ],
    "a test that does not run": [
        r"pytest\.(?:mark\.)?" + r"(?:skip|xfail|skipif|importorskip)\b",
    ],
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_tracked_file_holds(what):
    pattern = re.compile("|".join(FORBIDDEN[what]))
    found = [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in tracked_texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "see /home" + "/lan/park",
        "cd /work" + "/main",
        "# TO" + "DO later",
        "https://py" + "pi.org/p",
    ],
)
def test_the_patterns_find_what_they_are_for(line):
    assert any(re.search(pattern, line) for group in FORBIDDEN.values() for pattern in group)


@pytest.mark.parametrize(
    "line", ["https://example.org/work" + "/2026", "../root" + "/x", "Méthodo"]
)
def test_the_patterns_leave_alone_what_is_fine(line):
    assert not any(re.search(pattern, line) for group in FORBIDDEN.values() for pattern in group)
