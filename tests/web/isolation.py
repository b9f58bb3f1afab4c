"""Who may open what: every address of the site × six identities. A new address without a line here
fails tests/web/test_isolation.py.

Identities: ``public`` (nobody), ``neighbour`` (another tenant of the park), ``other-park`` (a
tenant elsewhere), ``viewer`` (the same tenant, lowest role), ``stranger`` (an expert without a
mandate), ``expired`` (whose role has ended). The address is filled with things of the tenant
*alpha* of the park *north*. Beside them stands ``owner``: who the address is for, who must get in.

Answers: 200, 302 (sent on), ``IN`` (sent to sign in), 403, 404, 405 (the method is not served);
a tuple allows several.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

IN: Final = "sign in"
Answer = int | str | tuple[int, ...]


@dataclass(frozen=True)
class Expected:
    """Answers to one request by each identity; ``owner`` is the name of who must get in."""

    public: Answer
    neighbour: Answer
    other_park: Answer
    viewer: Answer
    stranger: Answer
    expired: Answer
    owner: str = "tenant"
    method: str = "get"
    data: dict[str, str] | None = None
    #: What the owner gets.
    inside: Answer = 200


def secret(viewer: Answer = 200, **more: object) -> Expected:
    """Something of alpha's: its own people get in, to everybody else it does not exist."""
    return Expected(IN, 404, 404, viewer, 404, 404, **more)  # type: ignore[arg-type]


def overseen(owner: str = "operator", **more: object) -> Expected:
    """For those who oversee: to tenants and strangers it does not exist."""
    return Expected(IN, 404, 404, 404, 404, 404, owner=owner, **more)  # type: ignore[arg-type]


def anyone_inside(**more: object) -> Expected:
    """For everybody who has signed in; holds what is theirs only."""
    return Expected(IN, 200, 200, 200, 200, 200, **more)  # type: ignore[arg-type]


def public(answer: Answer = 200, **more: object) -> Expected:
    """For the public."""
    return Expected(answer, answer, answer, answer, answer, answer, inside=answer, **more)  # type: ignore[arg-type]


#: Values that fill addresses.
ARGUMENTS: Final = {
    "code": "alpha",
    "month": "2026-01",
    "secret": "no-such-link",
    "key": "alpha-2026",
}

ROUTES: Final[dict[str, Expected]] = {
    "home": public(),
    "language": public(302, method="post", data={"language": "en"}),
    "enter": public(410),
    "place": secret(),
    "place-compute": secret(302, method="post", inside=302),
    "study-explanations": secret(),
    "study-progress": secret(),
    "heat": secret(),
    "month": secret(),
    "month-act": secret(
        403, method="post", data={"act": "withdraw", "reason": "mended"}, inside=302
    ),
    "month-changes": secret(),
    "changed-months": overseen(),
    "palette": anyone_inside(),
    "gallery": anyone_inside(),
    "queue": anyone_inside(owner="operator"),
    "queue-act": anyone_inside(
        owner="operator", method="post", data={"act": "approve"}, inside=302
    ),
}
#: Addresses whose place is the park north.
AT_PARK: Final = frozenset({"changed-months"})
#: Addresses of libraries, tested by them and by tests/web/test_signing_in.py.
OF_LIBRARIES: Final = ("accounts/",)
