"""A proposal in the words of the park: links, players, front, shares, stress."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from parkloop.analyses.symbiosis.network import messages
from parkloop.analyses.symbiosis.network.asked_figures import point_label
from parkloop.analyses.symbiosis.network.assembling import Assembled
from parkloop.analyses.symbiosis.network.candidates import Candidates, Floats
from parkloop.analyses.symbiosis.network.events import profiled, shocked
from parkloop.analyses.symbiosis.network.front import Front, FrontPoint, front
from parkloop.analyses.symbiosis.network.plan import NetworkParameters
from parkloop.analyses.symbiosis.network.possible import Possible
from parkloop.analyses.symbiosis.network.results import (
    ChosenLink,
    ExchangeNetwork,
    FrontRow,
    PlayerGain,
    RobustRow,
    SharedBy,
    StressRow,
)
from parkloop.analyses.symbiosis.network.robust import (
    GOALS,
    Robust,
    Scenario,
    Stress,
    exits,
    robust_network,
    stress,
)
from parkloop.analyses.symbiosis.network.shares import (
    Game,
    Sharing,
    game_of,
    own_gains,
    share,
    taking_part,
)
from parkloop.analyses.symbiosis.network.solve import Proposal
from parkloop.analyses.symbiosis.network.steady import expected_over_exits, steady_over_exits
from parkloop.findings import Finding, Where
from parkloop.provenance import significant
from parkloop.solving import INFINITY, SolveOptions

_DIGITS = 10
_MOST_LOSING = 3
#: A network over exits is sought to the first gap, and no further once it is within the second.
_ROBUST_GAP, _NEAR_ENOUGH = 0.01, 0.03


#: Told which step begins and how much of the whole is done (0-1).
Progress = Callable[[str, float], None]


def unheard(step: str, done: float) -> None:
    """Nobody asked how far it is."""


@dataclass(frozen=True)
class Told:
    """The network in words, and what was found while telling it."""

    network: ExchangeNetwork
    findings: tuple[Finding, ...]


def tell(
    assembled: Assembled,
    proposal: Proposal,
    parameters: NetworkParameters,
    label: str,
    others: Mapping[str, Assembled],
    progress: Progress = unheard,
) -> Told:
    """Everything that the parameters ask about a proposal; ``others`` are other years by label."""
    teller = _Teller(assembled, proposal, parameters, label)
    progress("shares", 0.3)
    shared, findings = teller.shared()
    progress("front", 0.45)
    points, ended = teller.front()
    progress("events", 0.7)
    exits_and_shocks, worst = teller.stressed(others)
    return Told(
        network=ExchangeNetwork(
            period=parameters.period,
            money=parameters.plan.money,
            candidates=len(assembled.possible),
            players=assembled.candidates.players,
            links=tuple(teller.links()),
            facilities=tuple(teller.facilities()),
            net=_r(proposal.net),
            impacts={name: _r(value) for name, value in proposal.impacts.items()},
            bound=None if proposal.bound is None else _r(proposal.bound),
            gap=None if proposal.gap is None else significant(proposal.gap, 3),
            way=proposal.way,
            binding=tuple(teller.binding()),
            gains=tuple(teller.gains(worst)),
            shared=shared,
            core_excess=teller.core_excess,
            front=points,
            stress=exits_and_shocks,
            robust=tuple(teller.robust()),
            solver=proposal.outcome.as_dict(),
        ),
        findings=(*findings, *ended),
    )


def _ended(found: Front, asked: float) -> Iterator[Finding]:
    """Whether the time of a front ended before it was whole."""
    gaps = [point.proposal.gap for point in found.points]
    far = [gap for gap in gaps if gap is None or gap > 2 * asked]
    if far or found.untried:
        widest = "?" if None in far else f"{100 * max((g or 0.0 for g in far), default=0.0):.2g}"
        yield messages.FRONT_ENDED.finding(
            Where(), points=len(far), gap=widest, levels=found.untried
        )


def _known(gap: float | None) -> float | None:
    """A gap as it is told; None where there is no bound."""
    return None if gap is None or not np.isfinite(gap) else significant(gap, 3)


def _r(value: float) -> float:
    return significant(value, _DIGITS)


class _Teller:
    def __init__(
        self, assembled: Assembled, proposal: Proposal, parameters: NetworkParameters, label: str
    ) -> None:
        self.assembled = assembled
        self.proposal = proposal
        self.parameters = parameters
        self.label = label
        self.options = SolveOptions(time_limit=parameters.time_limit, gap=parameters.gap)
        self.core_excess: float | None = None
        self._shares: dict[str, tuple[tuple[int, ...], Sharing]] = {}

    @property
    def candidates(self) -> Candidates:
        return self.proposal.candidates

    def links(self) -> Iterator[ChosenLink]:
        for place, possible in enumerate(self.assembled.possible):
            if self._carries(place):
                yield self._link(place, possible)

    def _carries(self, place: int) -> bool:
        sent = self.proposal.sent
        return float(sent[place].sum()) > 1e-9 * max(1.0, float(sent.max(initial=0.0)))

    def _link(self, place: int, p: Possible) -> ChosenLink:
        c = self.candidates
        by_period = self.proposal.sent[place]
        sent = float(by_period @ c.times.weight)
        fixed, design = self._own_design(place)
        giver, taker = float(c.links.gain_from[place, 0]), float(c.links.gain_to[place, 0])
        impact = c.links.impact[place] * sent
        return ChosenLink(
            id=p.id,
            exchange=p.rule.id,
            giver=p.offer.owner,
            taker=p.need.owner,
            offer=p.offer.id,
            need=p.need.id,
            sent=_r(sent),
            unit=p.offer.rule.unit,
            by_period=tuple(_r(float(amount)) for amount in by_period),
            replaced=_r(sent * float(c.links.taken[place])),
            need_unit=p.need.rule.unit,
            km=_r(p.km),
            mode=p.mode.name,
            design=design,
            gain_giver=_r(giver * sent),
            gain_taker=_r(taker * sent),
            fixed=_r(fixed),
            co2=_r(float(impact[0])) if p.co2_known else None,
            water=_r(float(impact[1])),
            landfill=_r(float(impact[2])),
            low=_r(fixed / 2 / sent - giver),
            high=_r(taker - fixed / 2 / sent),
            figure=f"symbiosis/{self.label}/link/{p.id}",
            partial=not p.co2_known,
        )

    def _own_design(self, place: int) -> tuple[float, str]:
        """Fixed cost and name of what the link alone needs."""
        d = self.candidates.designs
        facility = d.member_facility[(d.member_link == place) & (d.members[d.member_facility] == 1)]
        chosen = np.flatnonzero(np.isin(d.facility, facility) & (self.proposal.built > 0.5))
        return float(d.fixed[chosen].sum()), ", ".join(d.names[n] for n in chosen.tolist())

    def binding(self) -> Iterator[tuple[str, str, float, int]]:
        """Limits that bind, over all periods: mean price where it binds, in how many of them."""
        several = len(self.candidates.times.names) > 1
        prices: dict[tuple[str, str], list[float]] = {}
        for limit in self.proposal.binding:
            where = limit.where.rpartition(", ")[0] if several else limit.where
            prices.setdefault((limit.kind, where), []).append(limit.price)
        for (kind, where), found in prices.items():
            yield kind, where, _r(float(np.mean(found))), len(found)

    def facilities(self) -> Iterator[tuple[str, float, float]]:
        d = self.candidates.designs
        shared = d.members[d.facility] > 1
        for n in np.flatnonzero(shared & (self.proposal.built > 0.5)).tolist():
            yield d.names[n], _r(float(d.fixed[n])), _r(float(d.capacity[n]))

    def shared(self) -> tuple[tuple[SharedBy, ...], tuple[Finding, ...]]:
        if not self.parameters.rules or not taking_part(self.proposal):
            return (), ()
        game, values = game_of(self.proposal, self.options, self.parameters.exact_players)
        self.core_excess = None if game.core_excess is None else _r(game.core_excess)
        found, findings = [], []
        for rule in self.parameters.rules:
            sharing = share(
                self.proposal,
                game,
                values,
                rule,
                orders=self.parameters.orders,
                draw=np.random.default_rng(self.parameters.seed),
                most=self.parameters.exact_players,
            )
            if sharing is None:
                findings.append(messages.TOO_MANY.finding(Where(), rule=rule))
                continue
            self._shares[rule] = (game.players, sharing)
            found.append(self._shared_by(game, sharing))
            findings += list(self._walking(game, sharing))
        return tuple(found), tuple(findings)

    def _names(self, game: Game, members: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.candidates.players[game.players[place]] for place in members)

    def _shared_by(self, game: Game, sharing: Sharing) -> SharedBy:
        possible = self.assembled.possible
        yearly = self.proposal.sent @ self.candidates.times.weight
        return SharedBy(
            rule=sharing.rule,
            walking=tuple(
                (self._names(game, v.members), _r(v.share), _r(v.value))
                for v in sharing.violations[:10]
            ),
            payments=tuple(
                (possible[p.link].id, _r(p.paid), _r(p.paid / float(yearly[p.link])), p.inside)
                for p in sharing.payments
                if p.link < len(possible)
            ),
        )

    def _walking(self, game: Game, sharing: Sharing) -> Iterator[Finding]:
        for violation in sharing.violations[:1]:
            yield messages.WALKS_AWAY.finding(
                Where(),
                rule=sharing.rule,
                members=", ".join(self._names(game, violation.members)),
                share=f"{violation.share:.6g}",
                value=f"{violation.value:.6g}",
            )

    def gains(self, worst: Mapping[str, float]) -> Iterator[PlayerGain]:
        own = own_gains(self.proposal)
        for player in taking_part(self.proposal):
            name = self.candidates.players[player]
            shares, errors = {}, {}
            for rule, (players, sharing) in self._shares.items():
                place = players.index(player)
                shares[rule] = _r(float(sharing.shares[place]))
                if sharing.errors is not None:
                    errors[rule] = significant(float(sharing.errors[place]), 3)
            yield PlayerGain(name, _r(float(own[player])), shares, errors, worst.get(name))

    def front(self) -> tuple[tuple[FrontRow, ...], tuple[Finding, ...]]:
        if not self.parameters.aims:
            return (), ()
        found = front(
            self.candidates,
            self.parameters.aims,
            self.parameters.points,
            self.options,
            all_gain=self.parameters.all_gain,
        )
        rows = tuple(self._point(n, point) for n, point in enumerate(found.points, start=1))
        return rows, tuple(_ended(found, self.parameters.gap))

    def _point(self, number: int, point: FrontPoint) -> FrontRow:
        label = point_label(self.label, number)
        there = _Teller(self.assembled, point.proposal, self.parameters, label)
        return FrontRow(
            values={name: _r(value) for name, value in _values(point).items()},
            links=tuple(there.links()),
            facilities=tuple(there.facilities()),
            gap=_known(point.proposal.gap),
        )

    def _leavers(self) -> tuple[Scenario, ...]:
        inside, named = set(taking_part(self.proposal)), self.parameters.leavers
        return tuple(
            s
            for s in exits(self.candidates)
            if s.leaver in inside and (not named or s.name in named)
        )

    def stressed(
        self, others: Mapping[str, Assembled]
    ) -> tuple[tuple[StressRow, ...], dict[str, float]]:
        if not self.parameters.stressed:
            return (), {}
        leaving = self._leavers() if self.parameters.exits else ()
        shocks = [shocked(self.assembled, shock) for shock in self.parameters.plan.shocks]
        years = [profiled(self.assembled, other, name) for name, other in others.items()]
        before = own_gains(self.proposal)
        rows, worst = [], dict[str, float]()
        for kind, scenarios in (("exit", leaving), ("shock", shocks), ("profile", years)):
            tested = stress(self.proposal, scenarios, self.options)
            for scenario, found in zip(scenarios, tested, strict=True):
                rows.append(self._stress_row(kind, scenario, found, before, worst))
        return tuple(rows), worst

    def _stress_row(
        self,
        kind: str,
        scenario: Scenario,
        found: Stress,
        before: Floats,
        worst: dict[str, float],
    ) -> StressRow:
        losing: list[tuple[str, float]] = []
        for player, name in enumerate(self.candidates.players):
            if found.gains is None or player == scenario.leaver:
                continue
            change = float(found.gains[player] - before[player])
            if kind == "exit" and (before[player] or found.gains[player]):
                worst[name] = _r(min(worst.get(name, np.inf), float(found.gains[player])))
            if change < -1e-6 * max(1.0, abs(float(before[player]))):
                losing.append((name, _r(change)))
        losing.sort(key=lambda pair: (pair[1], pair[0]))
        return StressRow(
            name=found.name,
            kind=kind,
            kept=None if found.kept is None else _r(found.kept),
            rebuilt=None if found.rebuilt is None else _r(found.rebuilt),
            losing=tuple(losing[:_MOST_LOSING]),
            conflict=found.conflict,
        )

    def _over_exits(
        self, goal: str, scenarios: Sequence[Scenario], starts: Sequence[Floats]
    ) -> Robust | None:
        """One network over all exits; its gap may be wider, since it is many networks at once."""
        options = replace(
            self.options,
            gap=max(self.options.gap, _ROBUST_GAP),
            time_limit=self.options.time_limit / 2 / len(GOALS),
        )
        if goal == "expected":
            found = expected_over_exits(self.candidates, scenarios, options)
        else:
            found = steady_over_exits(self.candidates, scenarios, goal, options, starts)
        if found is not None and found.gap is not None and found.gap <= _NEAR_ENOUGH:
            return found
        begin = starts if found is None else [found.proposal.built]
        bound = INFINITY if found is None or found.bound is None else found.bound
        return robust_network(self.candidates, scenarios, goal, options, starts=begin, bound=bound)

    def robust(self) -> Iterator[RobustRow]:
        asked = self.parameters.stressed and self.parameters.exits
        leaving = self._leavers() if asked and not self.parameters.leavers else ()
        if not leaving:
            return
        scenarios = (Scenario("plan", self.candidates), *leaving)
        starts = [self.proposal.built]
        for goal in GOALS:
            found = self._over_exits(goal, scenarios, starts)
            if found is None:
                continue
            starts.append(found.proposal.built)
            names = self.candidates.designs.names
            yield RobustRow(
                goal=goal,
                nominal=_r(found.values[0]),
                expected=_r(float(np.mean(found.values))),
                worst=_r(min(found.values)),
                links=tuple(n for n, b in zip(names, found.proposal.built, strict=True) if b > 0.5),
                gap=_known(found.gap),
            )


def _values(point: FrontPoint) -> dict[str, float]:
    """Net benefit and every impact of a point, also those that were no aim."""
    return {"net": point.proposal.net, **point.proposal.impacts}
