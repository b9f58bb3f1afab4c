"""What the commands do once Django is there."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connections, transaction

from parkloop import __version__
from parkloop.io.exchange_plan import PLAN_FILE, read_exchange_plan
from parkloop.io.workspace import Workspace
from parkloop.ledger.park import NodeKind
from parkloop.texts import Text
from parkloop_web.accounts.links import LASTS, make_link
from parkloop_web.accounts.models import User
from parkloop_web.database.migrating import migrate
from parkloop_web.database.rls import acting_as
from parkloop_web.demo.loading import load_demo
from parkloop_web.demo.people import DemoPeople
from parkloop_web.parks.models import Node
from parkloop_web.parks.register import found_zone, zone_exists
from parkloop_web.studies.asking import ask
from parkloop_web.studies.publishing import publish
from parkloop_web.studies.running import run
from parkloop_web.studies.tasks import start

#: Who starts an installation, and the place they find; both are renamed on the site.
_FIRST: Final = "admin@parkloop.invalid"
_FIRST_ZONE: Final = Text("Khu của tôi", "My zone")


def make_ready() -> None:
    """Tables and static files as this version wants them."""
    migrate()
    collect_static()


def collect_static() -> None:
    """Copy static files under hashed names, unless that was done for exactly these files."""
    folder: Path = settings.STATIC_ROOT
    mark = folder / ".collected"
    wanted = _state_of_sources()
    if mark.exists() and mark.read_text("ascii") == wanted:
        return
    folder.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    mark.write_text(wanted, "ascii")


def _state_of_sources() -> str:
    digest = sha256(__version__.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def first_administrator(now: datetime, email: str = "") -> str | None:
    """The secret of a link for the first administrator; None where there is somebody already."""
    with transaction.atomic():
        if zone_exists():
            return None
        user = User.objects.create_user(email or _FIRST, "Admin")
        with acting_as(user.pk):
            found_zone(user, "zone", _FIRST_ZONE)
        return make_link(user, now)


def leave() -> None:
    """Give back the connections; whoever waits for Ctrl-C needs none."""
    connections.close_all()


def link_for(email: str, now: datetime, lasts: timedelta = LASTS) -> str | None:
    """The secret of a new one-time link for an account; None if there is no such account."""
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    return None if user is None else make_link(user, now, lasts)


def load_demo_zone(workspace: Path, now: datetime) -> None:
    """Load the demo zone from the workspace that `parkloop demo` made, unless it is there."""
    if zone_exists():
        return
    opened = Workspace.open(workspace)
    file = workspace / PLAN_FILE
    plan = read_exchange_plan(file) if file.exists() else None
    people = load_demo(opened.park, opened.ledger(), now=now, limits=opened.limits, plan=plan)
    _release_a_year(people.board, now)
    for user in (people.operator, people.tenant):
        _ask_for_studies(user, now)


def _release_a_year(board: User, now: datetime) -> None:
    """Compute the zone and release its first year, so that the public and the tenants see sums and
    bands."""
    with acting_as(board.pk):
        for zone in Node.objects.filter(memberships__user=board, kind=NodeKind.ZONE.value):
            study = run(ask(zone, board, now))
            publish(study, min(study.summary), board, now)


def _ask_for_studies(user: User, now: datetime) -> None:
    """Queue a study of every place of a person, so that the worker begins as it starts."""
    with acting_as(user.pk):
        for place in Node.objects.filter(memberships__user=user):
            start(ask(place, user, now), user)


def demo_links(now: datetime) -> dict[str, str]:
    """A new one-time link per role of the demo."""
    people = DemoPeople.known()
    return {name: make_link(user, now) for name, user in people.items()}
