"""Time is covered once, whoever states it twice."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from parkloop.analyses.assessment.statements import own_time

SPANS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40), st.integers(1, 20)), max_size=12)


@given(SPANS)
def test_each_place_is_covered_for_as_long_as_somebody_speaks_of_it(spans):
    place = np.array([p for p, _, _ in spans], dtype=np.int64)
    start = np.array([float(first) for _, first, _ in spans])
    end = np.array([float(first + length) for _, first, length in spans])
    own = own_time(place, start, end)
    for one in range(4):
        seconds = {
            second
            for p, first, length in spans
            if p == one
            for second in range(first, first + length)
        }
        assert own[place == one].sum() == len(seconds)
    assert (own >= 0).all()
