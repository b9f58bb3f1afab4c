"""`parkloop symbiosis optimise|front|shares|stress`: the network, its front, its gain, its risk."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeVar

import click

from parkloop.analyses.symbiosis.network.analysis import exchange_network
from parkloop.analyses.symbiosis.network.candidates import IMPACTS
from parkloop.analyses.symbiosis.network.plan import NetworkParameters, Plan, plain
from parkloop.analyses.symbiosis.network.planning import plan_of
from parkloop.analyses.symbiosis.network.results import ExchangeNetwork
from parkloop.analyses.symbiosis.network.shares import RULES
from parkloop.cli.common import Voice, finish, json_option, pass_voice, workspace_option
from parkloop.cli.studying import written
from parkloop.explain import Explainer, as_lines
from parkloop.io.exchange_plan import PLAN_FILE, read_exchange_plan
from parkloop.io.workspace import Workspace
from parkloop.periods import reporting_year
from parkloop.provenance import Plain, Result
from parkloop.studies import chosen_year
from parkloop.texts import Text, same_in_both

F = TypeVar("F", bound=Callable[..., Any])
_MOST_ROWS = 40
_WHOLE_FROM = 1000


def network_options(command: F) -> F:
    """What every command about a network asks for."""
    for option in reversed(
        (
            workspace_option,
            click.option(
                "--plan",
                "plan_file",
                type=click.Path(path_type=Path, dir_okay=False),
                help=f"Plan of exchanges (default: {PLAN_FILE} of the workspace).",
            ),
            click.option("--year", type=int, help="Year (default: the last one of the ledger)."),
            click.option(
                "--step",
                type=click.Choice(("month", "year")),
                default="month",
                show_default=True,
                help="Whether amounts must meet in every month or over the year.",
            ),
            click.option(
                "--all-gain", is_flag=True, help="No enterprise worse than alone before payments."
            ),
            click.option(
                "--gap", default=1e-4, show_default=True, help="Gap at which a network is proved."
            ),
            click.option(
                "--time-limit",
                default=60.0,
                show_default=True,
                help="Seconds for each search; a front has as many for all its points.",
            ),
            click.option(
                "--explain", "explained", help="Open one figure of the result, by its id."
            ),
            click.option("--depth", default=3, show_default=True, help="How many levels to open."),
            json_option,
        )
    ):
        command = option(command)
    return command


class _Run:
    """One run: workspace, plan, parameters, result."""

    def __init__(self, voice: Voice, choices: dict[str, Any]) -> None:
        self.voice = voice
        self.choices = choices
        self.opened = Workspace.open(choices["workspace"])
        self.snapshot = self.opened.ledger().snapshot()
        file = choices["plan_file"] or choices["workspace"] / PLAN_FILE
        raw = read_exchange_plan(file)
        self.plan: Plan = plan_of(raw, file.name, self.snapshot.park, self.opened.catalog)

    def parameters(self) -> NetworkParameters:
        given = self.choices
        return NetworkParameters(
            period=reporting_year(
                chosen_year(self.snapshot, given["year"]), self.snapshot.park.zone
            ),
            plan=self.plan,
            step=given["step"],
            all_gain=given["all_gain"],
            gap=given["gap"],
            time_limit=given["time_limit"],
        )

    def tell(
        self,
        parameters: NetworkParameters,
        show: Callable[[Voice, ExchangeNetwork], None],
    ) -> None:
        until = time.monotonic() + parameters.time_limit
        result = exchange_network(
            self.snapshot,
            self.opened.catalog,
            parameters,
            lambda: time.monotonic() > until,
        )
        if self.choices["explained"]:
            explainer = Explainer(self.snapshot, self.opened.catalog, (result,))
            found = explainer.explain(self.choices["explained"], self.choices["depth"])
            self.voice.say("\n".join(as_lines(found, self.voice.language)))
        elif self.choices["as_json"]:
            self.voice.data(document(result))
        else:
            if result.value is not None:
                show(self.voice, result.value)
            self.voice.findings(result.findings)
            _say_gaps(self.voice, result)
        finish(result.findings)


def document(result: Result[ExchangeNetwork | None]) -> dict[str, Plain]:
    """The result as one JSON document."""
    network = result.value
    return {
        "figures": [*sorted(result.figures)],
        "findings": [plain(finding.as_dict()) for finding in result.findings],
        "gaps": [gap.as_dict() for gap in result.gaps],
        "network": None
        if network is None
        else {
            part.name: plain(getattr(network, part.name))
            for part in fields(network)
            if part.name != "period"
        },
        "provenance": result.provenance.as_dict(),
    }


def _say_gaps(voice: Voice, result: Result[Any]) -> None:
    for gap in result.gaps:
        voice.say(Text(f"Còn thiếu: {gap.message.vi}", f"Missing: {gap.message.en}"))


@click.command("optimise")
@network_options
@click.option(
    "--goal",
    type=click.Choice(("net", *IMPACTS)),
    default="net",
    show_default=True,
    help="What is made best.",
)
@pass_voice
def optimise(voice: Voice, /, goal: str, **choices: Any) -> None:
    """Choose the best network of exchanges from the ledger and a plan."""
    run = _Run(voice, choices)
    run.tell(replace(run.parameters(), goal=goal), _show_network)


@click.command("front")
@network_options
@click.option(
    "--aim",
    "aims",
    type=click.Choice(IMPACTS),
    multiple=True,
    default=("co2",),
    show_default=True,
    help="What stands against the net benefit; repeatable.",
)
@click.option("--points", default=8, show_default=True, help="Levels per aim.")
@pass_voice
def front(voice: Voice, /, aims: tuple[str, ...], points: int, **choices: Any) -> None:
    """Show the front between net benefit and what is saved."""
    run = _Run(voice, choices)
    run.tell(replace(run.parameters(), aims=aims, points=points), _show_front)


@click.command("shares")
@network_options
@click.option(
    "--rule",
    "rules",
    type=click.Choice(RULES),
    multiple=True,
    default=RULES,
    show_default=True,
    help="How the gain is shared; repeatable.",
)
@click.option(
    "--exact-players",
    default=10,
    show_default=True,
    help="Look at every group of up to this many; beyond, draw orders of arrival.",
)
@click.option("--orders", default=60, show_default=True, help="Orders of arrival that are drawn.")
@click.option("--seed", default=20_250_101, show_default=True, help="Seed of the draws.")
@pass_voice
def shares(voice: Voice, /, rules: tuple[str, ...], **choices: Any) -> None:
    """Share the gain of the network, and say which group would walk away."""
    run = _Run(voice, choices)
    own = {name: choices[name] for name in ("exact_players", "orders", "seed")}
    run.tell(replace(run.parameters(), rules=rules, **own), _show_shares)


@click.command("stress")
@network_options
@click.option(
    "--exits/--no-exits",
    default=True,
    show_default=True,
    help="Whether every tenant's exit is tested, and networks are chosen over all exits.",
)
@click.option(
    "--profile", "years", type=int, multiple=True, help="Test with another year's amounts."
)
@pass_voice
def stress(voice: Voice, /, exits: bool, years: tuple[int, ...], **choices: Any) -> None:
    """Test the network: a tenant leaves, a price moves; and the networks that stand it best."""
    run = _Run(voice, choices)
    profiles = tuple(reporting_year(year, run.snapshot.park.zone) for year in years)
    run.tell(replace(run.parameters(), stressed=True, exits=exits, profiles=profiles), _show_stress)


def _percent(voice: Voice, gap: float | None) -> str:
    return "?" if gap is None else written(round(100 * gap, 2), voice.language)


def _money(voice: Voice, value: float | None) -> str:
    """Money from a thousand on without decimals."""
    if value is None:
        return "—"
    if abs(value) < _WHOLE_FROM:
        return written(value, voice.language)
    decimal = "," if voice.language == "vi" else "."
    return written(round(value), voice.language).partition(decimal)[0]


def _head(voice: Voice, network: ExchangeNetwork) -> None:
    net, gap = _money(voice, network.net), 100 * (network.gap or 0.0)
    co2, water, buried = (written(network.impacts[i], voice.language) for i in IMPACTS)
    voice.say(
        Text(
            f"Lợi ích ròng {net} {network.money}/năm từ {len(network.links)} liên kết "
            f"(trong {network.candidates} khả dĩ); cách cận trên {gap:.3g} %.\n"
            f"CO2 tránh được {co2} t/năm; nước sạch {water} m3/năm; chôn lấp {buried} t/năm.",
            f"Net benefit {net} {network.money}/year from {len(network.links)} links "
            f"(of {network.candidates} possible); {gap:.3g} % from the bound.\n"
            f"CO2 avoided {co2} t/year; fresh water {water} m3/year; landfill {buried} t/year.",
        )
    )


def _show_network(voice: Voice, network: ExchangeNetwork) -> None:
    _head(voice, network)
    voice.table(
        Text("Các liên kết", "Links"),
        (
            Text("liên kết", "link"),
            Text("lượng/năm", "amount/year"),
            Text("km", "km"),
            Text(f"lợi ích [{network.money}/năm]", f"benefit [{network.money}/year]"),
            Text("giá bên giao cần", "giver needs"),
            Text("giá bên nhận chịu được", "taker can pay"),
        ),
        [
            (
                link.id,
                f"{written(link.sent, voice.language)} {link.unit}",
                written(link.km, voice.language),
                _money(voice, link.gain_giver + link.gain_taker - link.fixed),
                f"{_money(voice, link.low)}/{link.unit}",
                f"{_money(voice, link.high)}/{link.unit}",
            )
            for link in network.links
        ],
    )
    for name, cost, _ in network.facilities:
        cost_words = f"{_money(voice, cost)} {network.money}"
        voice.say(
            Text(
                f"Công trình dùng chung {name}: {cost_words}/năm.",
                f"Shared facility {name}: {cost_words}/year.",
            )
        )
    _show_binding(voice, network)


#: What a limit of the model is called.
_LIMITS = {
    "balance": Text("hết nguồn hoặc đủ nhu cầu", "offer used up, or need met"),
    "intake of": Text("phần tối đa của nhu cầu", "greatest share of a need"),
    "capacity of": Text("công suất", "capacity"),
    "minimum take of": Text("lượng tối thiểu", "minimum take"),
    "no worse than alone": Text("không thiệt hơn khi ở ngoài", "no worse than alone"),
}


def _show_binding(voice: Voice, network: ExchangeNetwork) -> None:
    voice.table(
        Text("Điều gì đang giới hạn", "What holds it back"),
        (
            Text("giới hạn", "limit"),
            Text("ở đâu", "where"),
            Text(f"thêm một đơn vị đáng giá [{network.money}]", f"one unit more [{network.money}]"),
            Text("số kỳ", "periods"),
        ),
        [
            (
                voice.word(_LIMITS.get(kind, Text(f"chất lượng: {kind}", f"quality: {kind}"))),
                where,
                _money(voice, price),
                str(periods),
            )
            for kind, where, price, periods in network.binding[:_MOST_ROWS]
        ],
    )


def _show_front(voice: Voice, network: ExchangeNetwork) -> None:
    _head(voice, network)
    aims = [name for name in ("net", *IMPACTS) if network.front and name in network.front[0].values]
    voice.table(
        Text("Đường biên", "Front"),
        [
            *(Text(aim, aim) for aim in aims),
            Text("số liên kết", "links"),
            Text("cách cận [%]", "gap [%]"),
        ],
        [
            [
                *(_money(voice, row.values[aim]) for aim in aims),
                str(len(row.links)),
                _percent(voice, row.gap),
            ]
            for row in network.front
        ],
    )


def _show_shares(voice: Voice, network: ExchangeNetwork) -> None:
    _head(voice, network)
    rules = [shared.rule for shared in network.shared]
    voice.table(
        Text(f"Phần của mỗi bên [{network.money}/năm]", f"Shares [{network.money}/year]"),
        [Text("doanh nghiệp", "enterprise"), *(Text(rule, rule) for rule in rules)],
        [
            [gain.player, *(_share_words(voice, gain.shares, gain.errors, rule) for rule in rules)]
            for gain in network.gains
        ],
    )
    for shared in network.shared:
        _show_walking(voice, shared.rule, shared.walking)
    for shared in network.shared[-1:]:
        voice.table(
            Text(f"Thanh toán theo {shared.rule}", f"Payments by {shared.rule}"),
            (
                Text("liên kết", "link"),
                Text("bên nhận trả bên giao/năm", "taker pays giver/year"),
                Text("mỗi đơn vị", "per unit"),
                Text("trong khoảng", "inside interval"),
            ),
            [
                (
                    link,
                    _money(voice, paid),
                    _money(voice, each),
                    voice.word(Text("có", "yes") if inside else Text("không", "no")),
                )
                for link, paid, each, inside in shared.payments
            ],
        )


def _share_words(voice: Voice, values: Any, errors: Any, rule: str) -> str:
    words = _money(voice, values.get(rule))
    return f"{words} ± {_money(voice, errors[rule])}" if rule in errors else words


def _show_walking(voice: Voice, rule: str, walking: Any) -> None:
    if not walking:
        voice.say(
            Text(f"{rule}: không nhóm nào muốn rời đi.", f"{rule}: no group would walk away.")
        )
    for members, got, alone in walking[:3]:
        names = ", ".join(members)
        got_words, alone_words = _money(voice, got), _money(voice, alone)
        voice.say(
            Text(
                f"{rule}: nhóm {names} được {got_words}, tự làm được {alone_words}.",
                f"{rule}: the group {names} gets {got_words}, could have {alone_words}.",
            )
        )


#: What an event is called, by its kind.
_EVENTS: dict[str, Callable[[str], Text]] = {
    "exit": lambda name: Text(f"{name} rời đi", f"{name} leaves"),
    "profile": lambda name: Text(f"lượng của năm {name}", f"amounts of {name}"),
    "shock": same_in_both,
}


def _show_stress(voice: Voice, network: ExchangeNetwork) -> None:
    _head(voice, network)
    voice.table(
        Text(f"Thử thách [{network.money}/năm]", f"Stress [{network.money}/year]"),
        (
            Text("sự kiện", "event"),
            Text("giữ các liên kết", "links kept"),
            Text("mạng tốt nhất khi đó", "best network then"),
            Text("ai thiệt nhất", "who loses most"),
        ),
        [
            (
                voice.word(_EVENTS[row.kind](row.name)),
                _money(voice, row.kept) if not row.conflict else ", ".join(row.conflict[:3]),
                _money(voice, row.rebuilt),
                "; ".join(f"{name} {_money(voice, change)}" for name, change in row.losing),
            )
            for row in network.stress
        ],
    )
    if not network.robust:
        return
    voice.table(
        Text("Mạng vững trước khi một bên rời đi", "Networks chosen over every exit"),
        (
            Text("mục tiêu", "goal"),
            Text("bình thường", "as planned"),
            Text("trung bình", "mean"),
            Text("xấu nhất", "worst"),
            Text("số công trình", "designs"),
            Text("cách cận [%]", "gap [%]"),
        ),
        [
            (
                row.goal,
                _money(voice, row.nominal),
                _money(voice, row.expected),
                _money(voice, row.worst),
                str(len(row.links)),
                _percent(voice, row.gap),
            )
            for row in network.robust
        ],
    )
