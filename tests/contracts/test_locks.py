"""The locks pin everything, with checksums, at the same versions, and name no download address."""

import re

import pytest

from tests.contracts._tree import ROOT

LOCKS = ["base", "dev"]
PIN = re.compile(
    r"^(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>[^\s;\\]+)(?P<marker> ; [^\\\n]+)?", re.M
)


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")


def pins(name: str) -> set[str]:
    return {match.group(0).strip() for match in PIN.finditer(lock(name))}


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_is_a_pin_a_checksum_or_a_comment(name):
    shape = re.compile(r"[a-z0-9][^\s=]*==\S+.* \\|    --hash=sha256:[0-9a-f]{64}( \\)?|    #.*")
    assert [line for line in lock(name).splitlines() if not shape.fullmatch(line)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_no_address(name):
    assert re.findall(r"\S*(?:://|--index|--find-links)\S*", lock(name)) == []


def test_tests_run_with_what_users_run_with():
    assert pins("base")
    assert pins("base") <= pins("dev")
