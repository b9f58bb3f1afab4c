"""Who gains what: coalitions by solving again, shares by several rules, payments per link."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from parkloop.analyses.symbiosis.network.candidates import (
    NOBODY,
    Bools,
    Candidates,
    Floats,
    Ints,
    Links,
)
from parkloop.analyses.symbiosis.network.checking import player_gains
from parkloop.analyses.symbiosis.network.formulation import formulate, owed
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
from parkloop.analyses.symbiosis.network.solve import Proposal
from parkloop.errors import RequestError
from parkloop.solving import INFINITY, Builder, Session, SolveOptions, solve
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
    """Value of groups, each solved once. Groups hold places in ``players``, not their numbers."""

    candidates: Candidates
    players: tuple[int, ...]
    options: SolveOptions
    known: dict[frozenset[int], float] = field(default_factory=dict)

    def of(self, group: frozenset[int]) -> float:
        """What the group can have by itself [money per year]; it may always do nothing."""
        if group not in self.known:
            chosen = self.candidates.among([self.players[place] for place in sorted(group)])
            self.known[group] = self._solve(chosen)
        return self.known[group]

    def _solve(self, chosen: Candidates) -> float:
        if not chosen.usable.any():
            return 0.0
        compact = without_closed(chosen)
        found = Session(formulate(compact).model, self.options).solve()
        if found.objective is None:
            raise RequestError(
                Text(
                    "Một nhóm không thể tự đáp ứng nhu cầu bắt buộc của mình; hãy thêm nguồn mua "
                    "ngoài cho nhu cầu đó.",
                    "A group cannot meet by itself what it must have; add a supply from outside "
                    "for that need.",
                )
            )
        return found.objective


def without_closed(c: Candidates) -> Candidates:
    """The same candidates without the links that are closed and the designs they alone need."""
    keep = c.usable
    place = np.cumsum(keep) - 1
    d = c.designs
    stays = keep[d.member_link]
    needed = np.zeros(d.facilities, bool)
    needed[d.member_facility[stays]] = True
    number = np.cumsum(needed) - 1
    own = needed[d.facility] if len(d.facility) else np.zeros(0, bool)
    return replace(
        c,
        links=_kept_links(c, keep),
        designs=replace(
            d,
            names=tuple(name for name, here in zip(d.names, own, strict=True) if here),
            facility=number[d.facility[own]],
            fixed=d.fixed[own],
            capacity=d.capacity[own],
            least=d.least[own],
            member_link=place[d.member_link[stays]],
            member_facility=number[d.member_facility[stays]],
            use=d.use[stays],
            payer=d.payer[needed[: len(d.payer)]],
        ),
        open_links=None,
    )


def _kept_links(c: Candidates, keep: Bools) -> Links:
    links = c.links
    return replace(
        links,
        names=tuple(name for name, here in zip(links.names, keep, strict=True) if here),
        **{
            field: getattr(links, field)[keep]
            for field in ("tail", "head", "taken", "capacity", "gain_from", "gain_to", "impact")
        },
        quality=None if links.quality is None else links.quality[keep],
    )


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


def game_of(proposal: Proposal, options: SolveOptions | None = None) -> tuple[Game, Values]:
    """The game of those who take part; every group's value where they are few enough."""
    players = taking_part(proposal)
    values = Values(proposal.candidates, players, options or SolveOptions())
    if len(players) > MOST_EXACT:
        return Game(players, None, None), values
    every = range(1 << len(players))
    worth = np.array([values.of(frozenset(members(mask))) for mask in every])
    return Game(players, worth, least_core(worth)), values


def share(
    proposal: Proposal,
    game: Game,
    values: Values,
    rule: str,
    *,
    orders: int = 400,
    draw: np.random.Generator | None = None,
) -> Sharing:
    """Shares of those who take part by one of ``RULES``, who would walk away, payments per link.

    With more players than ``MOST_EXACT`` the Shapley value is sampled (with its errors), and groups
    that would walk away are looked for among those that the sampling met; the nucleolus is refused.
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
    elif rule == "shapley" and draw is not None:
        estimate = shapley_sampled(values.of, len(players), orders, draw)
        shares, errors = estimate.shares, estimate.errors
    else:
        raise RequestError(
            Text(
                f"Quy tắc “{rule}” cần giá trị của mọi nhóm: tối đa {MOST_EXACT} bên, hiện có "
                f"{len(players)}. Hãy chọn Shapley lấy mẫu.",
                f"The rule “{rule}” needs the value of every group: {MOST_EXACT} players at most, "
                f"here {len(players)}. Choose the sampled Shapley value.",
            )
        )
    return Sharing(
        rule=rule,
        shares=shares,
        violations=_walking(game, values, shares),
        payments=payments(proposal, dict(zip(players, (shares - own).tolist(), strict=True))),
        errors=errors,
    )


def contributions(proposal: Proposal) -> Floats:
    """What each player's ends of links gain before fixed costs, where that is above zero."""
    c = proposal.candidates
    none = np.zeros_like(proposal.built)
    return np.maximum(player_gains(c, proposal.sent, none, owed(c)), 0.0)


def _walking(game: Game, values: Values, shares: Floats) -> tuple[Violation, ...]:
    if game.values is not None:
        return core_violations(game.values, shares)
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
