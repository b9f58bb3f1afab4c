"""HiGHS: hands a model over in one call, and judges the answer without believing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import highspy
import numpy as np

from parkloop.errors import RequestError
from parkloop.solving.diagnosis import (
    Conflict,
    broken_rows,
    directions,
    elastic,
    only_rows,
    supporting_rows,
)
from parkloop.solving.model import Floats, Model, Objective
from parkloop.solving.outcome import Outcome, SolveOptions, Status, relative_gap
from parkloop.solving.verification import dual_bound, verify
from parkloop.texts import Text

_BY_ROWS, _MINIMISE = 2, 1
#: An answer is used when nothing is violated by more than this many feasibility tolerances.
_SLACK = 100.0
#: A price below this (in units of violation per unit of row) does not take part in a conflict.
_SMALL = 1e-9
#: Conflicts of more rows than this are named without looking for a smaller one.
_MOST_REDUCED = 60
_STATUS = highspy.HighsModelStatus
_WITHOUT_ANSWER = frozenset(
    {_STATUS.kInfeasible, _STATUS.kUnbounded, _STATUS.kUnboundedOrInfeasible}
)
_LIMITS = frozenset({_STATUS.kTimeLimit, _STATUS.kInterrupt, _STATUS.kMemoryLimit})


def solve(
    model: Model, options: SolveOptions | None = None, start: Floats | None = None
) -> Outcome:
    """Solve one model; ``start`` is a solution, whole or nearly so, from which to begin.

    The status of the outcome is what could be proved from the numbers. Raises RequestError where
    the model itself cannot mean anything (a coefficient that is no number).
    """
    return Session(model, options or SolveOptions()).solve(start=start)


def solve_in_order(
    model: Model,
    objectives: Sequence[Objective],
    options: SolveOptions | None = None,
    *,
    give: float = 1e-7,
    start: Floats | None = None,
    limits: Sequence[float] | None = None,
) -> tuple[Outcome, ...]:
    """Lexicographic: the best by the first objective, of those the best by the second, and so on.

    Each earlier objective may lose at most ``give`` of its value (relative, and at least ``give``
    itself). Ends early where one of them has no answer. The last outcome is the choice. ``limits``
    [s] stand in for the time limit of the options, one per objective.
    """
    outcomes: list[Outcome] = []
    options = options or SolveOptions()
    seconds = limits or [options.time_limit] * len(objectives)
    for objective, limit in zip(objectives, seconds, strict=True):
        steer = replace(options, time_limit=limit)
        found = solve(model.with_objective(objective), steer, start)
        outcomes.append(found)
        if not found.found or found.objective is None:
            break
        start = found.x
        loss = give * max(1.0, abs(found.objective))
        kept = found.objective - objective.offset + objective.sign * loss
        # Coefficients of millions would make the solver's absolute tolerance too tight to keep.
        size = max(1.0, float(np.abs(objective.cost).max(initial=0.0)))
        model = model.with_row(
            f"keeps {objective.name}",
            objective.cost / size,
            **({"lower": kept / size} if objective.maximise else {"upper": kept / size}),
        )
    return tuple(outcomes)


def optimal_face(model: Model, outcome: Outcome, small: float = 1e-7) -> Model:
    """A linear model cut down to its optimal solutions, for a second objective without any loss.

    By complementary slackness a column with a reduced cost stays at its bound, and a row with a
    price at its limit, in every optimum.
    """
    if outcome.prices is None or outcome.reduced_costs is None:
        raise ValueError("an optimal face needs the prices of a linear model")
    size = small * max(1.0, float(np.abs(model.objective.cost).max(initial=0.0)))
    held = np.abs(outcome.reduced_costs) > size
    priced = np.abs(outcome.prices) > size
    activity = model.matrix.times(outcome.x)
    return replace(
        model,
        lower=np.where(held, outcome.x, model.lower),
        upper=np.where(held, outcome.x, model.upper),
        row_lower=np.where(priced, activity, model.row_lower),
        row_upper=np.where(priced, activity, model.row_upper),
    )


@dataclass
class Session:
    """One model in the solver's memory, solved again with other costs or bounds.

    What differs is given to ``solve`` each time, so that no answer depends on an earlier call
    except for speed.
    """

    model: Model
    options: SolveOptions
    _solver: highspy.Highs = field(init=False, repr=False)

    def __post_init__(self) -> None:
        _demand_numbers(self.model)
        self._solver = _solver(self.options)
        _pass(self._solver, self.model)

    def solve(
        self,
        *,
        cost: Floats | None = None,
        lower: Floats | None = None,
        upper: Floats | None = None,
        start: Floats | None = None,
    ) -> Outcome:
        """Solve with these costs and bounds in place of the model's own."""
        model = self._changed(cost, lower, upper)
        if start is not None and model.mixed:
            self._begin(start)
        before = self._solver.getRunTime()
        self._solver.setOptionValue("time_limit", before + self.options.time_limit)
        self._solver.run()
        taken = self._solver.getRunTime() - before
        return replace(_judge(model, self.options, self._solver), seconds=taken)

    def _changed(self, cost: Floats | None, lower: Floats | None, upper: Floats | None) -> Model:
        model = self.model
        every = np.arange(model.width, dtype=np.int32)
        if cost is not None:
            model = model.with_objective(replace(model.objective, cost=cost))
            self._solver.changeColsCost(model.width, every, model.objective.sign * cost)
        if lower is not None or upper is not None:
            model = model.with_bounds(
                model.lower if lower is None else lower, model.upper if upper is None else upper
            )
            self._solver.changeColsBounds(model.width, every, model.lower, model.upper)
        if model is not self.model:
            _demand_numbers(model)
            self.model = model
        return model

    def _begin(self, start: Floats) -> None:
        solution = highspy.HighsSolution()
        solution.col_value = start
        self._solver.setSolution(solution)


def _demand_numbers(model: Model) -> None:
    """Refuse what is not a number, by name: a solver would take it or stop without a word."""
    for values, name in (
        (model.objective.cost, model.column_name),
        (model.lower, model.column_name),
        (model.upper, model.column_name),
        (model.row_lower, model.row_name),
        (model.row_upper, model.row_name),
        (model.matrix.values, lambda place: model.row_name(int(model.matrix.rows[place]))),
    ):
        if len(values) and np.isnan(np.min(values)):
            where = name(int(np.isnan(values).argmax()))
            raise RequestError(
                Text(
                    f"Mô hình có một giá trị không phải là số tại “{where}”. "
                    "Hãy kiểm tra số liệu đầu vào của nó.",
                    f"The model holds something that is no number at “{where}”. "
                    "Check the input behind it.",
                )
            )


class _Quiet(highspy.Highs):
    """A solver that prints nothing: the plain one greets standard output while it is made."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the solver's own name
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def _solver(options: SolveOptions) -> highspy.Highs:
    solver = _Quiet()  # type: ignore[no-untyped-call]
    for name, value in _settings(options).items():
        solver.setOptionValue(name, value)
    return solver


def _settings(options: SolveOptions) -> dict[str, bool | int | float | str]:
    """The solver's own names of the options."""
    settings: dict[str, bool | int | float | str] = {
        "output_flag": False,
        "random_seed": options.seed,
        "threads": options.threads,
        "mip_rel_gap": options.gap,
        "mip_abs_gap": 1e-9,
        "mip_heuristic_effort": options.heuristics,
        "primal_feasibility_tolerance": options.tolerance,
        "dual_feasibility_tolerance": options.tolerance,
        "mip_feasibility_tolerance": options.tolerance,
        "solver": options.method,
        "run_crossover": "on" if options.crossover else "off",
        "presolve": "choose" if options.presolve else "off",
        "allow_unbounded_or_infeasible": False,
    }
    if options.node_limit:
        settings["mip_max_nodes"] = options.node_limit
    return settings


def _pass(solver: highspy.Highs, model: Model) -> None:
    matrix, objective = model.matrix, model.objective
    taken = solver.passModel(
        model.width,
        model.height,
        len(matrix.values),
        _BY_ROWS,
        _MINIMISE,
        0.0,
        objective.sign * objective.cost,
        model.lower,
        model.upper,
        model.row_lower,
        model.row_upper,
        matrix.start.astype(np.int32),
        matrix.columns,
        matrix.values,
        model.integer.astype(np.int32),
    )
    if taken == highspy.HighsStatus.kError:
        raise RequestError(
            Text(
                "Bộ giải không nhận mô hình này: có hệ số quá lớn hoặc vô hạn.",
                "The solver does not take this model: a coefficient is too large or infinite.",
            )
        )


@dataclass(frozen=True, slots=True)
class _Answer:
    """Numbers read from the solver, none of them believed yet."""

    x: Floats
    prices: Floats | None
    reduced: Floats | None
    bound: float


def _judge(model: Model, options: SolveOptions, solver: highspy.Highs) -> Outcome:
    answer = _polished(model, options, _read(model, solver))
    checked = verify(model, answer.x)
    outcome = _outcome(model, options, solver, answer)
    nothing = replace(outcome, x=np.zeros(0), prices=None, reduced_costs=None)
    if solver.getModelStatus() in _WITHOUT_ANSWER:
        explained = _without_answer(model, options, nothing)
        if explained.conflict is not None:
            return explained
    if checked.violation <= _SLACK * options.tolerance:
        return _feasible(model, outcome, checked.objective, answer.bound, options)
    return replace(nothing, violation=checked.violation, worst=checked.worst)


def _outcome(
    model: Model, options: SolveOptions, solver: highspy.Highs, answer: _Answer
) -> Outcome:
    info = solver.getInfo()
    said = solver.getModelStatus()
    return Outcome(
        status=Status.UNKNOWN,
        objective=None,
        bound=None,
        gap=None,
        x=answer.x,
        prices=answer.prices,
        reduced_costs=answer.reduced,
        violation=0.0,
        worst="",
        solver="HiGHS",
        version=str(solver.version()),
        options=options.as_dict(),
        iterations=max(info.simplex_iteration_count, 0) + max(info.ipm_iteration_count, 0),
        nodes=max(info.mip_node_count, 0) if model.mixed else 0,
        limited=said in _LIMITS,
        said=str(solver.modelStatusToString(said)),
    )


def _feasible(
    model: Model, outcome: Outcome, objective: float, bound: float, options: SolveOptions
) -> Outcome:
    checked = verify(model, outcome.x)
    sign = model.objective.sign
    # A bound beyond the answer by more than rounding is no bound: it is not used.
    beyond = sign * (bound - objective) > 1e-6 * max(1.0, abs(objective))
    gap = float("inf") if beyond or not np.isfinite(bound) else relative_gap(objective, bound)
    close = gap <= max(options.gap, 1e-6) * (1 + 1e-6)
    return replace(
        outcome,
        status=Status.OPTIMAL if close else Status.FEASIBLE,
        objective=objective,
        bound=None if not np.isfinite(gap) else bound,
        gap=None if not np.isfinite(gap) else gap,
        violation=checked.violation,
        worst=checked.worst,
    )


def _read(model: Model, solver: highspy.Highs) -> _Answer:
    info, solution = solver.getInfo(), solver.getSolution()
    x = np.array(solution.col_value, float)
    if len(x) != model.width or info.primal_solution_status == 0:
        x = np.full(model.width, np.nan)
    sign, offset = model.objective.sign, model.objective.offset
    if model.mixed:
        return _Answer(x, None, None, sign * info.mip_dual_bound + offset)
    prices = np.array(solution.row_dual, float)
    if len(prices) != model.height or not np.isfinite(prices).all():
        return _Answer(x, None, None, -sign * np.inf)
    prices = sign * prices
    bound = dual_bound(model, prices, _SLACK * _SMALL)
    reduced = model.objective.cost - model.matrix.transposed_times(prices)
    return _Answer(x, prices, reduced, bound)


def _polished(model: Model, options: SolveOptions, answer: _Answer) -> _Answer:
    """The answer of a mixed model with its whole numbers exactly whole, and prices beside it.

    A binary of 1 − 10⁻⁷ lets flow through a link that nobody built; so the whole columns are
    rounded and fixed, and what is left is solved as a linear model.
    """
    if not model.mixed or not np.isfinite(answer.x).all():
        return answer
    whole = np.round(answer.x)
    fixed = model.with_bounds(
        np.where(model.integer, whole, model.lower), np.where(model.integer, whole, model.upper)
    ).relaxed()
    solver = _solver(replace(options, method="choose", crossover=True))
    _pass(solver, fixed)
    solver.setOptionValue("time_limit", options.time_limit)
    solver.run()
    found = _read(fixed, solver)
    sign = model.objective.sign
    if verify(model, found.x).violation > _SLACK * options.tolerance:
        return answer
    exact = np.where(model.integer, whole, found.x) + 0.0  # no −0
    worse = sign * (model.objective.value(exact) - model.objective.value(answer.x))
    if worse > 1e-6 * max(1.0, abs(model.objective.value(exact))):
        return answer
    return _Answer(exact, found.prices, found.reduced, answer.bound)


def _without_answer(model: Model, options: SolveOptions, outcome: Outcome) -> Outcome:
    """Infeasible or unbounded, proved by a second model whose own answer is checked."""
    plain = replace(options, method="choose", crossover=True, gap=1e-6)
    conflict = _conflict(model, plain)
    if conflict is not None:
        return replace(outcome, status=Status.INFEASIBLE, conflict=conflict)
    cone = solve(directions(model), plain)
    if cone.objective is not None and cone.objective < -_SLACK * options.tolerance:
        (grows,) = np.nonzero(np.abs(cone.x) > _SLACK * _SMALL)
        names = tuple(model.column_name(int(place)) for place in grows)
        proved = Conflict("growth", names, proved=True)
        return replace(outcome, status=Status.UNBOUNDED, conflict=proved)
    return outcome


def _conflict(model: Model, options: SolveOptions) -> Conflict | None:
    """Rows that cannot all hold; None where all can."""
    small = _SLACK * options.tolerance
    crossed = np.flatnonzero(model.lower > model.upper + options.tolerance)
    if len(crossed):
        return Conflict("rows", tuple(model.column_name(int(c)) for c in crossed), proved=True)
    relaxed = model.relaxed()
    found = solve(elastic(relaxed, keep_whole=False), options)
    if found.bound is not None and found.bound > small and found.prices is not None:
        rows = supporting_rows(found.prices, _SMALL)
        return Conflict("rows", _named(model, _reduced(relaxed, rows, options)), proved=True)
    if not model.mixed:
        return None
    whole = solve(elastic(model, keep_whole=True), options)
    if whole.found and whole.bound is not None and whole.bound > small:
        return Conflict("whole", _named(model, broken_rows(model, whole.x, small)), proved=True)
    return None


def _named(model: Model, rows: Sequence[int]) -> tuple[str, ...]:
    return tuple(model.row_name(row) for row in rows)


def _reduced(model: Model, rows: tuple[int, ...], options: SolveOptions) -> tuple[int, ...]:
    """Rows left when every one without which the others still conflict is taken away."""
    if len(rows) > _MOST_REDUCED:
        return rows
    for row in rows:
        fewer = tuple(kept for kept in rows if kept != row)
        found = solve(elastic(only_rows(model, fewer), keep_whole=False), options)
        if found.bound is not None and found.bound > _SLACK * options.tolerance:
            rows = fewer
    return rows
