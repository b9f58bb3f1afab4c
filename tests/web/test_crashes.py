"""Kills of each part of the served site during imports: nothing lost, nothing twice.

The same with 200 kills is benchmarks/crash.py.
"""

from tests.web.crashing import Part, crash

KILLS, ROWS = 6, 40


def test_killed_again_and_again_nothing_is_lost_and_nothing_is_there_twice():
    end = crash(KILLS, ROWS, seed=1)
    assert end.kills.total() == KILLS
    assert set(end.kills) == set(Part), "each part was killed"
    assert end.rows >= 2 * ROWS
    assert (end.lost, end.doubled, end.wrong, end.unfinished) == (0, 0, 0, 0)
    assert end.sound, end.doctor
