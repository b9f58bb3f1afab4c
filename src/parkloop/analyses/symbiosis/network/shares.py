"""Who gains what: coalitions by solving again, shares by several rules, payments per link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from parkloop.analyses.symbiosis.network.candidates import (
    NOBODY,
    Candidates,
    Floats,
    Ints,
)
from parkloop.analyses.symbiosis.network.checking import player_gains
from parkloop.analyses.symbiosis.network.formulation import owed
from parkloop.analyses.symbiosis.network.games import (
    MOST_EXACT,
    Violation,
    core_violations,
    least_core,
    members,
    nucleolus,
    proportional,
    shapley,
    shapley_sampled,
)
from parkloop.analyses.symbiosis.network.markets import Market, markets_of
from parkloop.analyses.symbiosis.network.solve import Proposal
from parkloop.errors import RequestError
from parkloop.solving import INFINITY, Builder, SolveOptions, solve
from parkloop.texts import Text

#: Rules by which a gain can be shared.
RULES = ("stand-alone", "proportional", "shapley", "nucleolus")


@dataclass(frozen=True, slots=True)
class Payment:
    """What the taker of a link pays its giver so that both end with their share.

    ``low`` and ``high`` [money per year] are the prices at which one of the two gains nothing from
    the link; ``paid`` lies where the shares are met, and may lie outside where a player's share
    comes from other links.
    """

    link: int
    low: float
    high: float
    paid: float

    @property
    def inside(self) -> bool:
        return self.low - 1e-6 <= self.paid <= self.high + 1e-6


@dataclass(frozen=True, eq=False)
class Sharing:
    """Shares of the net benefit by one rule [money per year], who would walk away, payments."""

    rule: str
    shares: Floats
    violations: tuple[Violation, ...]
    payments: tuple[Payment, ...]
    errors: Floats | None = None


@dataclass(frozen=True, eq=False)
class Game:
    """Players that take part, the value of every group of them (or None where there are too many).

    ``players`` are numbers of the candidates' players; masks count in this order.
    """

    players: tuple[int, ...]
    values: Floats | None
    core_excess: float | None


def coalition_values(
    c: Candidates, options: SolveOptions | None = None, players: tuple[int, ...] | None = None
) -> Floats:
    """Net benefit of every group of players by itself [money per year], by bit mask.

    One model serves all groups: the links and needs of those outside are closed by their bounds,
    so that every group is solved to the same gap.
    """
    taking = tuple(range(len(c.players))) if players is None else players
    if len(taking) > MOST_EXACT:
        raise RequestError(
            Text(
                f"Có {len(taking)} bên tham gia; tối đa {MOST_EXACT} bên để xét mọi nhóm. "
                "Hãy dùng cách lấy mẫu.",
                f"{len(taking)} take part; every group is looked at for at most {MOST_EXACT}. "
                "Use sampling.",
            )
        )
    values = Values(c, taking, options or SolveOptions())
    return np.array([values.of(frozenset(members(mask))) for mask in range(1 << len(taking))])


@dataclass
class Values:
    """Value of groups of players. Groups hold places in ``players``, not the players' numbers."""

    candidates: Candidates
    players: tuple[int, ...]
    options: SolveOptions
    known: dict[frozenset[int], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.markets = markets_of(self.candidates.among(self.players), self.options)

    def of(self, group: frozenset[int]) -> float:
        """What the group can have by itself [money per year]; it may always do nothing."""
        if group not in self.known:
            members = frozenset(self.players[place] for place in group)
            self.known[group] = sum(market.value(members) for market in self.markets)
        return self.known[group]


def own_gains(proposal: Proposal) -> Floats:
    """What each player ends with before any payment between players [money per year]."""
    c = proposal.candidates
    return player_gains(c, proposal.sent, proposal.built, owed(c))


def taking_part(proposal: Proposal) -> tuple[int, ...]:
    """Players with a link that carries something, by number."""
    c = proposal.candidates
    used = proposal.sent.sum(axis=1) > 1e-9 * max(1.0, float(proposal.sent.max(initial=0.0)))
    ends = np.concatenate([end[used] for end in c.owners])
    return tuple(sorted(set(ends.tolist()) - {NOBODY}))


def game_of(
    proposal: Proposal, options: SolveOptions | None = None, most: int = MOST_EXACT
) -> tuple[Game, Values]:
    """The game of those who take part; every group's value where they are few enough."""
    players = taking_part(proposal)
    most = min(most, MOST_EXACT)
    values = Values(proposal.candidates, players, options or SolveOptions())
    if len(players) > most:
        _look_at_pairs(proposal, values)
        return Game(players, None, None), values
    every = range(1 << len(players))
    worth = np.array([values.of(frozenset(members(mask))) for mask in every])
    return Game(players, worth, least_core(worth)), values


def _look_at_pairs(proposal: Proposal, values: Values) -> None:
    """Value every player alone, every two with a link, and every market: who could walk away."""
    place = {player: n for n, player in enumerate(values.players)}
    for n in place.values():
        values.of(frozenset({n}))
    tail, head = proposal.candidates.owners
    used = proposal.sent.any(axis=1)
    for pair in {frozenset(p) for p in zip(tail[used].tolist(), head[used].tolist(), strict=True)}:
        values.of(frozenset(place[player] for player in pair if player in place))
    for market in values.markets:
        values.of(frozenset(place[player] for player in market.players if player in place))


def share(
    proposal: Proposal,
    game: Game,
    values: Values,
    rule: str,
    *,
    orders: int = 400,
    draw: np.random.Generator | None = None,
    most: int = MOST_EXACT,
) -> Sharing | None:
    """Shares of those who take part by one of ``RULES``, who would walk away, payments per link.

    With more players than ``most`` the game is taken apart into its markets. The Shapley
    value is the sum over the markets, sampled (with its errors) where a market itself is too large;
    the nucleolus is the sum of the markets' own, which is in the core where each of theirs is, and
    None where a market is too large. Groups that would walk away are then looked for among those
    met.
    """
    players = list(game.players)
    own = own_gains(proposal)[players]
    errors = None
    if rule == "stand-alone":
        shares = own
    elif rule == "proportional":
        shares = proportional(proposal.net, contributions(proposal)[players])
    elif game.values is not None:
        shares = shapley(game.values) if rule == "shapley" else nucleolus(game.values)
    else:
        found = _by_market(game, values, rule, orders, draw or np.random.default_rng(0), most)
        if found is None:
            return None
        shares, errors = found
    return Sharing(
        rule=rule,
        shares=shares,
        violations=_walking(game, values, shares),
        payments=payments(proposal, dict(zip(players, (shares - own).tolist(), strict=True))),
        errors=errors,
    )


def _by_market(
    game: Game, values: Values, rule: str, orders: int, draw: np.random.Generator, most: int
) -> tuple[Floats, Floats | None] | None:
    place = {player: n for n, player in enumerate(game.players)}
    shares, squares = np.zeros(len(place)), np.zeros(len(place))
    for market in values.markets:
        members_here = [p for p in market.players if p in place]
        here = [place[p] for p in members_here]
        if len(here) <= min(most, MOST_EXACT):
            worth = _every_group(market, members_here)
            shares[here] += shapley(worth) if rule == "shapley" else nucleolus(worth)
        elif rule == "shapley":
            estimate = shapley_sampled(
                _value_by_place(market, members_here), len(here), orders, draw
            )
            shares[here] += estimate.shares
            squares[here] += estimate.errors**2
        else:
            return None
    return shares, np.sqrt(squares) if squares.any() else None


def _every_group(market: Market, players: list[int]) -> Floats:
    value = _value_by_place(market, players)
    return np.array([value(frozenset(members(mask))) for mask in range(1 << len(players))])


def _value_by_place(market: Market, players: list[int]) -> Callable[[frozenset[int]], float]:
    return lambda group: market.value(frozenset(players[place] for place in group))


def contributions(proposal: Proposal) -> Floats:
    """What each player brings: half of what each of its links is worth, where that is above zero.

    A link's worth is what both ends gain less the fixed cost of what it alone needs.
    """
    c = proposal.candidates
    yearly = (c.gain * proposal.sent * c.times.weight).sum(axis=1)
    worth = np.maximum(yearly - _fixed_of_links(proposal), 0.0) / 2
    found = np.zeros(len(c.players) + 1)
    for end in c.owners:
        np.add.at(found, end, worth)
    return found[: len(c.players)]


def _walking(game: Game, values: Values, shares: Floats) -> tuple[Violation, ...]:
    if game.values is not None:
        return core_violations(game.values, shares)
    place = {player: n for n, player in enumerate(game.players)}
    for market in values.markets:
        # Whoever was looked at in one market is looked at as a group over all of them.
        for group in list(market.known):
            values.of(frozenset(place[p] for p in group if p in place))
    small = 1e-6 * max([1.0, *map(abs, values.known.values())])
    found = [
        Violation(tuple(sorted(group)), worth, float(shares[sorted(group)].sum()))
        for group, worth in values.known.items()
        if worth - float(shares[sorted(group)].sum()) > small
    ]
    return tuple(sorted(found, key=lambda v: (-v.shortfall, v.members)))


def payments(proposal: Proposal, owing: dict[int, float]) -> tuple[Payment, ...]:
    """Payments along the links that carry something, so that each player receives ``owing``.

    The least that lies outside the intervals of the links, then the nearest to their middles. What
    cannot be settled along links is left over and is settled through the operator.
    """
    c = proposal.candidates
    yearly = proposal.sent > 0
    used = np.flatnonzero(yearly.any(axis=1))
    tail, head = c.owners
    used = used[(tail[used] != NOBODY) & (head[used] != NOBODY) & (tail[used] != head[used])]
    if not len(used):
        return ()
    low, high = _intervals(proposal, used)
    paid = _settle(tail[used], head[used], low, high, owing)
    return tuple(
        Payment(int(link), float(a), float(b), float(p))
        for link, a, b, p in zip(used, low, high, paid, strict=True)
    )


def _intervals(proposal: Proposal, used: Ints) -> tuple[Floats, Floats]:
    """Least that the giver must get, and most that the taker can pay, per link [money per year]."""
    c = proposal.candidates
    sent = proposal.sent[used] * c.times.weight
    gives = (np.broadcast_to(c.links.gain_from, c.shape)[used] * sent).sum(axis=1)
    takes = (np.broadcast_to(c.links.gain_to, c.shape)[used] * sent).sum(axis=1)
    fixed = _fixed_of_links(proposal)[used] / 2
    return fixed - gives, takes - fixed


def _fixed_of_links(proposal: Proposal) -> Floats:
    """Fixed cost of what each link alone needs [money per year]."""
    c, d = proposal.candidates, proposal.candidates.designs
    cost = np.bincount(d.facility, proposal.built * d.fixed, minlength=d.facilities)
    found = np.zeros(len(c.links.tail))
    alone = d.members[d.member_facility] == 1
    np.add.at(found, d.member_link[alone], cost[d.member_facility[alone]])
    return found


def _settle(tail: Ints, head: Ints, low: Floats, high: Floats, owing: dict[int, float]) -> Floats:
    size = max([1.0, *map(abs, owing.values())])
    build = Builder()
    paid = build.columns("paid", len(tail), lower=-INFINITY)
    middle = np.clip((low + high) / 2, np.minimum(low, high), np.maximum(low, high))
    for name, sign, cost, limit in (
        ("over", 1.0, 1.0, high),
        ("under", -1.0, 1.0, low),
        ("above middle", 1.0, 1e-3, middle),
        ("below middle", -1.0, 1e-3, middle),
    ):
        off = build.columns(name, len(tail), cost=cost)
        rows = build.rows(name, len(tail), upper=sign * limit)
        build.entries(rows, paid, sign)
        build.entries(rows, off, -1.0)
    players = sorted(owing)
    amount = np.array([owing[player] for player in players])
    rows = build.rows("receives", len(players), lower=amount, upper=amount)
    place = dict(zip(players, rows.tolist(), strict=True))
    build.entries([place[int(p)] for p in tail], paid, 1.0)
    build.entries([place[int(p)] for p in head], paid, -1.0)
    for sign in (1.0, -1.0):
        left = build.columns("left over", len(players), cost=1e3)
        build.entries(rows, left, sign)
    found = solve(build.model(), SolveOptions(tolerance=1e-9 if size < 1e6 else 1e-7))
    return found.x[paid] if found.found else middle
