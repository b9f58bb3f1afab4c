"""Events between hosts: a request, its answer, a notice that data sets were published.

They are CloudEvents 1.0; versions 2 and 3 differ in the names of their types and in how a request
names its product.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parkloop.pact import fields
from parkloop.pact.model import DataSet, read_moment
from parkloop.pact.queries import BadQuery, Query, read_query
from parkloop.pact.versions import to_v2
from parkloop.provenance import Plain
from parkloop.texts import Text

CREATED, FULFILLED, REJECTED, PUBLISHED = "created", "fulfilled", "rejected", "published"
TYPES = {
    3: {
        CREATED: "org.wbcsd.pact.ProductFootprint.RequestCreatedEvent.3",
        FULFILLED: "org.wbcsd.pact.ProductFootprint.RequestFulfilledEvent.3",
        REJECTED: "org.wbcsd.pact.ProductFootprint.RequestRejectedEvent.3",
        PUBLISHED: "org.wbcsd.pact.ProductFootprint.PublishedEvent.3",
    },
    2: {
        CREATED: "org.wbcsd.pathfinder.ProductFootprintRequest.Created.v1",
        FULFILLED: "org.wbcsd.pathfinder.ProductFootprintRequest.Fulfilled.v1",
        REJECTED: "org.wbcsd.pathfinder.ProductFootprintRequest.Rejected.v1",
        PUBLISHED: "org.wbcsd.pathfinder.ProductFootprint.Published.v1",
    },
}
CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8"
#: A product that no host has: a request for it is to be rejected.
NULL_PRODUCT = "urn:pact:null"
_UUID_LIKE = re.compile(r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")


class BadEvent(ValueError):
    """An event that is malformed; ``text`` says what is wrong with it."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True)
class Event:
    """A well-formed event. ``source`` is where an answer goes; ``data`` its content."""

    kind: str
    version: int
    id: str
    source: str
    data: Mapping[str, Plain]

    @property
    def request(self) -> str:
        """The id of the request that an answer belongs to."""
        return str(self.data.get("requestEventId", ""))


def read_event(document: object, version: int) -> Event:
    """An event of a host of this version; raises BadEvent naming the first thing wrong."""
    if not isinstance(document, dict):
        raise _bad("{…}", type(document).__name__)
    for name in ("type", "specversion", "id", "source", "time"):
        if not isinstance(document.get(name), str) or not document[name]:
            raise _bad(name, document.get(name))
    if document["specversion"] != "1.0":
        raise _bad("specversion", document["specversion"])
    if read_moment(document["time"]) is None:
        raise _bad("time", document["time"])
    kinds = {name: kind for kind, name in TYPES[version].items()}
    kind = kinds.get(document["type"])
    if kind is None:
        raise _bad("type", document["type"])
    data = document.get("data")
    if not isinstance(data, dict):
        raise _bad("data", data)
    _check_data(kind, version, data)
    return Event(kind, version, document["id"], document["source"], data)


def _check_data(kind: str, version: int, data: Mapping[str, Plain]) -> None:
    if kind == PUBLISHED:
        ids = data.get("pfIds")
        if not isinstance(ids, list) or not ids or not all(_is_uuid(one) for one in ids):
            raise _bad("data.pfIds", ids)
    elif kind == CREATED:
        asked = _products(data, version)
        if asked is not None and not all(re.match(fields.URN, one) for one in asked):
            raise _bad("data.productId", asked)
    else:
        _check_answer(kind, data)


def _check_answer(kind: str, data: Mapping[str, Plain]) -> None:
    if not isinstance(data.get("requestEventId"), str) or not data["requestEventId"]:
        raise _bad("data.requestEventId", data.get("requestEventId"))
    if kind == FULFILLED and not (isinstance(data.get("pfs"), list) and data["pfs"]):
        raise _bad("data.pfs", data.get("pfs"))
    if kind == REJECTED:
        error = data.get("error")
        if not isinstance(error, dict) or not error.get("code") or not error.get("message"):
            raise _bad("data.error", error)


def _is_uuid(value: Plain) -> bool:
    return isinstance(value, str) and _UUID_LIKE.match(value) is not None


def _products(data: Mapping[str, Plain], version: int) -> list[str] | None:
    """The products a request asks for; None where it does not name any."""
    wanted = data.get("productId")
    if version == 2:
        asked = data.get("pf")
        wanted = asked.get("productIds") if isinstance(asked, dict) else None
        if wanted is None:
            raise _bad("data.pf.productIds", asked)
    if wanted is None:
        return None
    if isinstance(wanted, str):
        return [wanted]
    if not isinstance(wanted, list) or not all(isinstance(one, str) for one in wanted):
        raise _bad("data.productId", wanted)
    return [str(one) for one in wanted]


def asked(event: Event) -> Query:
    """What a request asks for, as the same filters that a list has; raises BadEvent."""
    products = _products(event.data, event.version)
    given = {
        name: [str(one) for one in value] if isinstance(value, list) else [str(value)]
        for name, value in event.data.items()
        if name.lower() not in ("productid", "pf", "comment") and value is not None
    }
    try:
        return read_query(given | ({"productId": products} if products else {}))
    except BadQuery as problem:
        raise BadEvent(problem.text) from problem


def fulfilled(
    request: Event, sets: Sequence[DataSet], event_id: str, source: str, time: str
) -> dict[str, Plain]:
    """The answer to a request, with the data sets in the version that it was asked in."""
    documents = [
        dict(one.document) if request.version == 3 else to_v2(one.document) for one in sets
    ]
    found: list[Plain] = [one for one in documents if one is not None]
    data: dict[str, Plain] = {"pfs": found, "requestEventId": request.id}
    return _event(FULFILLED, request.version, data, event_id, source, time)


def rejected(
    request: Event, code: str, message: str, event_id: str, source: str, time: str
) -> dict[str, Plain]:
    """The answer to a request that cannot be served, with the reason."""
    error: dict[str, Plain] = {"code": code, "message": message}
    data: dict[str, Plain] = {"error": error, "requestEventId": request.id}
    return _event(REJECTED, request.version, data, event_id, source, time)


def published(
    ids: Sequence[str], version: int, event_id: str, source: str, time: str
) -> dict[str, Plain]:
    """The notice that data sets were published or changed."""
    return _event(PUBLISHED, version, {"pfIds": list(ids)}, event_id, source, time)


def _event(
    kind: str, version: int, data: dict[str, Plain], event_id: str, source: str, time: str
) -> dict[str, Plain]:
    return {
        "data": data,
        "id": event_id,
        "source": source,
        "specversion": "1.0",
        "time": time,
        "type": TYPES[version][kind],
    }


def _bad(field: str, value: object) -> BadEvent:
    shown = str(value)[:80]
    return BadEvent(
        Text(
            f"Sự kiện sai khuôn dạng: “{field}” = “{shown}”.",
            f"Malformed event: “{field}” = “{shown}”.",
        )
    )
