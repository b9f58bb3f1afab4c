"""What an enterprise holds, in the form of the template: it can be loaded back unchanged."""

from __future__ import annotations

from datetime import date

from parkloop.catalog.catalog import Catalog
from parkloop.io.export import export_csv, export_workbook
from parkloop.io.template import write_template
from parkloop.ledger.ledger import Snapshot
from parkloop.texts import Language
from parkloop_web.ledger.snapshot import park_of, stated_now
from parkloop_web.parks.models import Node


def stated_snapshot(enterprise: Node, first: date, last: date) -> Snapshot:
    """What the enterprise itself states now of the months from the first to the last."""
    assert enterprise.zone is not None
    return Snapshot(stated_now(enterprise, first, last), park_of(enterprise.zone))


def workbook(
    enterprise: Node, first: date, last: date, catalog: Catalog, language: Language
) -> bytes:
    return export_workbook(stated_snapshot(enterprise, first, last), catalog, language)


def separated(
    enterprise: Node, first: date, last: date, catalog: Catalog, language: Language
) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read the Vietnamese letters."""
    text = export_csv(stated_snapshot(enterprise, first, last), catalog, language)
    return text.encode("utf-8-sig")


def template(enterprise: Node, catalog: Catalog, language: Language) -> bytes:
    assert enterprise.zone is not None
    return write_template(park_of(enterprise.zone), catalog, enterprise.code, language)
