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
ARGUMENTS: Final[dict[str, object]] = {
    "code": "alpha",
    "month": "2026-01",
    "secret": "no-such-link",
    "key": "alpha-2026",
    "number": "91715e5e-fd0b-4d1c-8fab-76290c46e6ed",
    "name": "digital.share-of-grdp",
    "zone": "zone",
    "version": 1,
    "ending": "csv",
    "method": "demo",
    "plan": "demo-plan",
    "intake": 0,
    "scheme": "VN-35-ENT",
    "criterion": "VN35E-37.2c",
    "file": 0,
    "verification": "no-such-code",
    "kind": "mandate",
    "period": "2026",
    "form": "csv",
}
#: Addresses whose argument means something else than elsewhere.
OTHERWISE: Final[dict[str, dict[str, str]]] = {
    "network-explanations": {"key": "network"},
    "yearly-form-box": {"form": "B.4", "box": "P3.10"},
    "yearly-form-file": {"form": "B.4", "ending": "docx"},
    "index-page": {"name": "pgi"},
    "index-data": {"name": "pgi"},
    "plan-data": {"name": "hai-phong-green-growth"},
    "index-report": {"name": "pgi", "ending": "html"},
    "plan-page": {"name": "hai-phong-green-growth"},
    "plan-report": {"name": "hai-phong-green-growth", "ending": "html"},
    "dataset": {"name": "zone"},
    "zone-plan-report": {"ending": "html"},
    "zone-index-report": {"ending": "html"},
    "zone-index-unit": {"unit": "demo-district-01"},
    "people-end": {"number": "999999"},
    "limit-end": {"number": "999999"},
    "limit-document": {"number": "999999"},
    "partners-end": {"number": "999999"},
    "tokens-revoke": {"number": "999999"},
    "session-end": {"number": "999999"},
}

ROUTES: Final[dict[str, Expected]] = {
    "home": public(),
    "openapi": public(),
    "api-docs": public(),
    "language": public(302, method="post", data={"language": "en"}),
    "enter": public(410),
    "account-name": anyone_inside(),
    "session-end": Expected(IN, 404, 404, 404, 404, 404, method="post", inside=404),
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
    "month-extend": Expected(
        IN,
        404,
        404,
        403,
        404,
        404,
        owner="operator",
        method="post",
        data={"until": "2026-05-01", "reason": "meter out of order"},
        inside=302,
    ),
    "deadline": overseen("board"),
    "changed-months": overseen(),
    "exchanges": secret(),
    "exchanges-search": overseen(method="post", inside=302),
    "exchanges-searching": overseen(),
    "exchange-side-add": secret(
        403,
        method="post",
        data={"side": "offer", "name": "Steam", "kind": "heat"},
        inside=302,
    ),
    "exchange-side-withdraw": secret(403, method="post", inside=302),
    "exchange-answer": secret(403, method="post", data={"answer": "accept"}, inside=302),
    "exchange-consent": secret(403, method="post", data={"field": "name"}, inside=422),
    "exchange-consent-end": secret(403, method="post", inside=302),
    "exchange-plan": overseen(),
    "exchange-plan-suggest": overseen(method="post", inside=302),
    "exchange-plan-load": overseen(method="post", inside=422),
    "exchange-plan-end": overseen(method="post", inside=302),
    "exchange-plan-keep": overseen(
        method="post",
        data={"stream": "clinker", "unit": "t", "price": "1", "source": "a quote"},
        inside=302,
    ),
    "networks": secret(),
    "network-propose": overseen(method="post", inside=302),
    "network": overseen(),
    "network-show": overseen(method="post", inside=302),
    "network-progress": overseen(),
    "network-explanations": overseen(),
    "network-part": secret(),
    "network-part-explanations": secret(),
    "cases": secret(),
    "case-open": overseen(method="post", inside=302),
    "case": overseen(),
    "case-act": overseen(method="post", data={"what": "note", "note": "seen"}, inside=302),
    "case-document": overseen(),
    "heat-targets": anyone_inside(),
    "water-targets": anyone_inside(),
    "place-water": overseen(),
    "assessment": secret(),
    "assessment-whatif": secret(),
    "assessment-links": secret(),
    "yearly-forms": secret(),
    "yearly-form-box": secret(),
    "yearly-form-file": secret(),
    "criterion": secret(),
    # A viewer sees the assessment and states nothing.
    "assessment-facts": secret(403),
    "certification": anyone_inside(),
    "certification-begin": secret(403, method="post", inside=302),
    "certification-case": secret(),
    "certification-act": secret(302, method="post", data={"act": "withdraw"}, inside=302),
    "certification-opinion": secret(302, method="post", data={"criterion": "x"}, inside=302),
    "certification-mandate": secret(403, method="post", owner="board", inside=302),
    "certification-file": secret(404, inside=404),
    "certificates": public(),
    "certificate": public(404),
    "queue": anyone_inside(owner="operator"),
    "palette": anyone_inside(),
    "gallery": anyone_inside(),
    "register": anyone_inside(),
    # That an enterprise exists is known in its zone; what the register says of it is not.
    "register-entry": Expected(IN, 200, 200, 200, 404, 404),
    "register-sheet": overseen("board"),
    "register-zone": overseen("board"),
    "land": overseen(),
    "land-geojson": overseen(),
    "land-load": overseen("board", method="post", inside=422),
    "limits": secret(),
    "limits-csv": secret(),
    # Operator and board enter limits; a tenant sees its own and enters none.
    "limit-add": secret(403, method="post", owner="operator", inside=422),
    "limit-end": secret(404, method="post", inside=404),
    "limit-document": secret(404, inside=404),
    "people": Expected(IN, 404, 404, 403, 404, 404),
    "people-end": Expected(IN, 404, 404, 403, 404, 404, method="post", inside=404),
    "partners": Expected(IN, 404, 404, 403, 404, 404),
    "partners-end": Expected(IN, 404, 404, 403, 404, 404, method="post", inside=404),
    "history": secret(),
    "tokens": anyone_inside(),
    "tokens-revoke": Expected(IN, 404, 404, 404, 404, 404, method="post", inside=404),
    "peers": secret(),
    "publish": overseen("board"),
    "portal": public(),
    "released": public(404),
    "released-download": public(404),
    "queue-act": anyone_inside(
        owner="operator", method="post", data={"act": "approve"}, inside=302
    ),
    "footprints": secret(),
    "footprint": secret(data={"product": "alpha/service", "year": "2026"}),
    "footprint-receipts": secret(),
    "footprint-explanations": secret(),
    "footprint-agree": secret(403, method="post", data={"back": "/"}, inside=302),
    "footprint-partners": secret(),
    "footprint-state": secret(403, method="post", data={"product": "x"}, inside=302),
    "footprint-issue": secret(403, method="post", data={"product": "x"}, inside=302),
    "footprint-release": secret(403, method="post", data={"issued": "0"}, inside=404),
    "footprint-partner-add": secret(403, method="post", data={"name": ""}, inside=302),
    "footprint-partner-revoke": secret(403, method="post", data={"partner": "0"}, inside=404),
    "footprint-take-in": secret(403, method="post", inside=302),
    "footprint-withdraw": secret(403, method="post", data={"supplied": "0"}, inside=404),
    "cbam": secret(),
    "carried": overseen(),
    # For systems of partners: no session opens them, and nothing is answered without TLS
    # (tests/web/test_pact_host.py).
    **dict.fromkeys(
        (
            "pact-token",
            "pact-discovery",
            "pact-2-footprints",
            "pact-2-footprint",
            "pact-2-events",
            "pact-3-footprints",
            "pact-3-footprint",
            "pact-3-events",
        ),
        public(400),
    ),
    "indicators": public(),
    "indicator": public(),
    "indicator-gaps": public(),
    "indicator-data": public(),
    "dataset": public(404),
    "released-index": public(404),
    "indicator-metadata": public(),
    "index-data": public(),
    "plan-data": public(),
    "indexes": public(),
    "index-page": public(),
    "index-report": public(),
    "plans": public(),
    "plan-page": public(),
    "plan-report": public(),
    "statistics": overseen("board"),
    "statistics-load": overseen("board", method="post", inside=302),
    "intake": overseen("board", inside=404),
    "statistics-release": overseen("board", method="post", inside=302),
    "statistics-compute": overseen("board", method="post", inside=302),
    "indicator-define": overseen("board", method="post", inside=302),
    "statistics-values": overseen("board"),
    "zone-indexes": overseen("board"),
    "index-release": overseen("board", method="post", inside=404),
    "zone-index": overseen("board", inside=404),
    "zone-index-stages": overseen("board", inside=404),
    "zone-index-coherence": overseen("board", inside=404),
    "zone-index-compare": overseen("board", inside=404),
    "zone-index-unit": overseen("board", inside=404),
    "zone-index-report": overseen("board", inside=404),
    "zone-plans": overseen("board"),
    "zone-plan": overseen("board", inside=404),
    "plan-judge": overseen("board", method="post", inside=404),
    "plan-release": overseen("board", method="post", inside=404),
    "plan-action": overseen("board", method="post", inside=404),
    "zone-plan-report": overseen("board", inside=404),
    "year": secret(),
    "year-now": secret(),
    "imports": secret(),
    "import": secret(),
    "import-mapping": secret(403),
    "import-check": secret(403),
    "import-compare": secret(403),
    "import-accept": secret(403, method="post", inside=302),
    "import-state": secret(),
    "import-returned": secret(),
    "import-original": secret(),
    "import-discard": secret(403, method="post", inside=302),
    "import-undo": secret(403),
    "entry": secret(),
    "entry-now": secret(),
    "entry-save": secret(403, method="post", inside=422),
    "value": secret(),
    "evidence-add": secret(403, method="post", data={"about": "month/2026-02"}, inside=302),
    "evidence-file": secret(),
    "evidence-withdraw": secret(403, method="post", data={"reason": "wrong"}, inside=302),
    "comment-add": secret(403, method="post", data={"about": "month/2026-02"}, inside=302),
    "comment-settle": secret(403, method="post", inside=302),
    "notices": anyone_inside(),
    "notices-read": anyone_inside(method="post", inside=302),
    "exports": secret(),
    "export-xlsx": secret(),
    "export-csv": secret(),
    "template": secret(403),
}
#: Addresses whose place is the zone.
AT_ZONE: Final = frozenset(
    {
        "deadline",
        "publish",
        "register-sheet",
        "register-zone",
        "statistics",
        "statistics-load",
        "intake",
        "statistics-release",
        "statistics-compute",
        "indicator-define",
        "statistics-values",
        "zone-indexes",
        "zone-index",
        "zone-index-stages",
        "zone-index-coherence",
        "zone-index-compare",
        "zone-index-unit",
        "zone-index-report",
        "index-release",
        "zone-plans",
        "zone-plan",
        "plan-judge",
        "plan-action",
        "plan-release",
        "zone-plan-report",
    }
)
#: Addresses whose place is the park north.
AT_PARK: Final = frozenset(
    {
        "changed-months",
        "carried",
        "exchanges-search",
        "case-open",
        "exchanges-searching",
        "exchange-plan",
        "exchange-plan-suggest",
        "exchange-plan-load",
        "exchange-plan-end",
        "exchange-plan-keep",
        "network-propose",
        "network",
        "network-show",
        "place-water",
        "land",
        "land-geojson",
        "land-load",
    }
)
#: Addresses of libraries, tested by them and by tests/web/test_signing_in.py.
#: The operations of the API: tests/web/test_api.py asks each with six tokens.
OF_LIBRARIES: Final = ("accounts/", "api/v1/")
