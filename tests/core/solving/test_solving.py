"""Cases that can be solved on paper."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkloop.errors import RequestError
from parkloop.provenance import canonical_json
from parkloop.solving import (
    Builder,
    Model,
    Objective,
    Session,
    SolveOptions,
    Status,
    solve,
    solve_in_order,
    verify,
)
from parkloop.solving.verification import dual_bound


def windows_and_doors() -> Model:
    """Hillier and Lieberman, Introduction to Operations Research, Wyndor Glass: 36 at (2, 6)."""
    build = Builder()
    made = build.columns("made", 2, cost=[3, 5], labels=["doors", "windows"])
    plant = build.rows("plant", 3, upper=[4, 12, 18], labels=["one", "two", "three"])
    build.entries(plant[[0, 1, 2, 2]], made[[0, 1, 0, 1]], [1, 2, 3, 2])
    return build.model(maximise=True)


def knapsack() -> Model:
    build = Builder()
    taken = build.columns("taken", 3, cost=[5, 4, 3], upper=1, integer=True)
    build.entries(build.rows("weight", 1, upper=5), taken, [2, 3, 1])
    return build.model(maximise=True)


def test_a_linear_model_gives_answer_prices_and_a_bound_of_its_own():
    found = solve(windows_and_doors())
    assert found.status is Status.OPTIMAL
    assert found.x == pytest.approx([2, 6])
    assert (found.objective, found.bound) == pytest.approx((36, 36))
    assert found.prices == pytest.approx([0, 1.5, 1])  # printed shadow prices of the textbook
    assert found.reduced_costs == pytest.approx([0, 0])


def test_the_bound_is_proved_by_the_prices_alone():
    model = windows_and_doors()
    assert dual_bound(model, np.array([0, 1.5, 1.0]), 1e-7) == pytest.approx(36)
    assert dual_bound(model, np.array([3, 2.5, 0.0]), 1e-7) == pytest.approx(42)  # weaker, valid
    assert dual_bound(model, np.array([0, 0, 1.0]), 1e-7) == np.inf  # windows are not covered


def test_interior_point_without_crossover_agrees():
    found = solve(windows_and_doors(), SolveOptions(method="ipm", crossover=False))
    assert found.status in (Status.OPTIMAL, Status.FEASIBLE)
    assert found.objective == pytest.approx(36, rel=1e-5)


def test_whole_columns_are_exactly_whole():
    found = solve(knapsack())
    assert found.status is Status.OPTIMAL
    assert found.objective == 9
    assert found.x.tolist() == [1, 1, 0]
    assert found.as_dict()["status"] == "optimal"


def test_rows_that_cannot_all_hold_are_named_and_no_others():
    build = Builder()
    made = build.columns("made", 2, labels=["steam", "power"])
    need = build.rows("need", 3, lower=[8, 1, 0], labels=["dyeing", "office", "other"])
    build.entries(need, made[[0, 1, 1]], 1)
    boiler = build.rows("boiler", 1, upper=5)
    build.entries(boiler, made[0], 1)
    found = solve(build.model())
    assert found.status is Status.INFEASIBLE
    assert found.conflict is not None
    assert found.conflict.names == ("need[dyeing]", "boiler")
    assert found.conflict.proved
    assert (found.objective, found.gap) == (None, None)


def test_a_model_that_is_impossible_only_for_whole_numbers_names_the_row():
    build = Builder()
    built = build.columns("built", 1, upper=10, integer=True)
    build.entries(build.rows("half", 1, lower=1, upper=1), built, 2)
    found = solve(build.model())
    assert found.status is Status.INFEASIBLE
    assert found.conflict is not None
    assert (found.conflict.kind, found.conflict.names) == ("whole", ("half",))


def test_crossed_bounds_are_named():
    model = knapsack()
    lower = np.array([0, 2.0, 0])
    found = solve(model.with_bounds(lower, model.upper))
    assert found.status is Status.INFEASIBLE
    assert found.conflict is not None
    assert found.conflict.names == ("taken[1]",)


def test_what_grows_for_ever_is_named():
    build = Builder()
    x = build.columns("sold", 2, cost=[-1, 0], labels=["heat", "bought"])
    build.entries(build.rows("balance", 1, upper=1), x, [1, -1])
    build.columns("idle", 1, cost=1)
    found = solve(build.model())
    assert found.status is Status.UNBOUNDED
    assert found.conflict is not None
    assert found.conflict.names == ("sold[heat]", "sold[bought]")


def test_an_empty_model_is_solved():
    assert solve(Builder().model(offset=3)).objective == 3


def test_entries_that_meet_are_added_up():
    build = Builder()
    x = build.columns("x", 1, cost=1)
    row = build.rows("row", 1, lower=6)
    build.entries(row, x, 1)
    build.entries(row, x, 2)
    assert solve(build.model()).objective == pytest.approx(2)


@given(
    st.lists(
        st.lists(
            st.tuples(st.integers(0, 6), st.integers(0, 4), st.integers(-9, 9)),
            max_size=8,
        ),
        max_size=5,
    )
)
def test_entries_in_any_order_give_the_matrix_they_spell(blocks):
    build, dense = Builder(), np.zeros((7, 5))
    build.columns("x", 5)
    build.rows("row", 7)
    for block in blocks:
        rows, columns, values = (np.array([e[k] for e in block], int) for k in range(3))
        build.entries(rows, columns, values)
        np.add.at(dense, (rows, columns), values)
    matrix = build.model().matrix
    spelled = np.zeros((7, 5))
    spelled[matrix.rows, matrix.columns] = matrix.values
    assert spelled.tolist() == dense.tolist()
    for row in range(7):
        own = matrix.columns[matrix.start[row] : matrix.start[row + 1]]
        assert own.tolist() == sorted(set(own.tolist()))


def test_more_rows_than_two_bytes_can_count_are_kept_in_order():
    build = Builder()
    x, rows = build.columns("x", 2), build.rows("row", 70_000, upper=1.0)
    build.entries(np.concatenate([rows[::-1], rows]), np.repeat(x, 70_000), 1.0)
    matrix = build.model().matrix
    assert matrix.columns.tolist() == [0, 1] * 70_000
    assert matrix.rows.tolist() == np.repeat(rows, 2).tolist()


def test_an_entry_outside_the_model_is_refused():
    build = Builder()
    build.columns("x", 1)
    build.entries(0, 0, 1.0)
    with pytest.raises(IndexError, match="names a row outside"):
        build.model()


def test_what_is_no_number_is_refused_by_name():
    build = Builder()
    made = build.columns("made", 2, labels=["steam", "power"])
    build.entries(build.rows("need", 2, labels=["a", "b"]), made, [1, float("nan")])
    with pytest.raises(RequestError, match=r"no number at “need\[b\]”") as refused:
        solve(build.model())
    assert "không phải là số" in refused.value.text.vi


def test_ties_are_broken_by_the_second_objective():
    build = Builder()
    x = build.columns("x", 2)
    build.entries(build.rows("need", 1, lower=10), x, 1)
    model = build.model()
    cost = Objective(np.array([1.0, 1.0]), name="cost")
    for wanted, answer in (([1.0, 0.0], [0, 10]), ([0.0, 1.0], [10, 0])):
        first, second = solve_in_order(model, (cost, Objective(np.array(wanted), name="links")))
        assert first.objective == pytest.approx(10)
        assert second.x == pytest.approx(answer, abs=1e-5)
        assert cost.value(second.x) == pytest.approx(10, rel=1e-6)


def test_a_later_objective_never_spoils_an_earlier_one_that_is_maximised():
    model = windows_and_doors()
    profit, doors = model.objective, Objective(np.array([1.0, 0.0]), maximise=True)
    first, second = solve_in_order(model, (profit, doors))
    assert profit.value(second.x) >= (first.objective or 0) * (1 - 1e-6)


def test_a_session_with_other_costs_and_bounds_answers_like_a_fresh_model():
    model = windows_and_doors()
    session = Session(model, SolveOptions())
    assert session.solve().objective == pytest.approx(36)
    assert session.solve(cost=np.array([1.0, 0.0])).objective == pytest.approx(4)
    closed = session.solve(cost=np.array([3.0, 5.0]), upper=np.array([np.inf, 0.0]))
    assert closed.objective == pytest.approx(12)


def test_a_start_is_taken():
    found = solve(knapsack(), SolveOptions(time_limit=10), start=np.array([1.0, 0, 1]))
    assert found.objective == 9


def many_bins() -> Model:
    """Forty things, five scales: no proof within one node."""
    chance = np.random.default_rng(5)
    build = Builder()
    x = build.columns("x", 40, cost=-chance.uniform(10, 20, 40), upper=1, integer=True)
    for name in ("a", "b", "c", "d", "e"):
        build.entries(build.rows(name, 1, upper=60.5), x, chance.uniform(2, 9, 40))
    return build.model()


def test_a_search_that_ends_early_is_not_called_optimal():
    found = solve(many_bins(), SolveOptions(node_limit=1, gap=0.0))
    assert found.status is Status.FEASIBLE
    assert found.bound is not None
    assert found.objective is not None
    assert found.bound < found.objective
    assert found.gap == pytest.approx((found.objective - found.bound) / -found.objective)


def test_no_time_gives_no_answer_and_says_so():
    found = solve(many_bins(), SolveOptions(time_limit=0.0))
    assert found.status in (Status.UNKNOWN, Status.FEASIBLE)
    assert found.limited


def test_the_check_names_what_is_violated():
    model = windows_and_doors()
    checked = verify(model, np.array([4.0, 3.5]))
    assert checked.worst == "plant[three]"
    assert checked.row_violation == pytest.approx(1 / 18)
    assert verify(knapsack(), np.array([1.0, 0.5, 0])).worst == "taken[1]"
    assert verify(knapsack(), np.array([1.0, 0.5, 0])).integrality == 0.5
    assert verify(model, np.array([-1.0, 0])).bound_violation == 1
    assert verify(model, np.array([np.nan, 0])).violation == np.inf


def test_the_same_model_gives_the_same_bytes(capfd):
    records = {canonical_json(solve(knapsack()).as_dict()) for _ in range(3)}
    assert len(records) == 1
    assert capfd.readouterr().out == ""  # the solver says nothing where a document is printed


@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9)), min_size=2, max_size=6
    ),
    st.integers(1, 40),
)
def test_fractional_knapsack_by_value_for_weight(things, room):
    """Dantzig 1957: the best fractional filling takes things by value per weight."""
    value, weight, most = (np.array(column, float) for column in zip(*things, strict=True))
    build = Builder()
    x = build.columns("x", len(value), cost=value, upper=most)
    build.entries(build.rows("room", 1, upper=room), x, weight)
    left, best = float(room), 0.0
    for place in np.argsort(-value / weight, kind="stable"):
        part = min(most[place], left / weight[place])
        best, left = best + part * value[place], left - part * weight[place]
    found = solve(build.model(maximise=True))
    assert found.status is Status.OPTIMAL
    assert found.objective == pytest.approx(best)
    assert found.bound == pytest.approx(best)
