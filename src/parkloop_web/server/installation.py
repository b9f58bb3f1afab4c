"""Where an installation's database is, and how it is made ready. No Django before it is known."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import django

from parkloop.errors import RequestError
from parkloop.texts import Text
from parkloop_web.secrets_file import make_secret_key
from parkloop_web.server.cluster import APPLICATION, OWNER, Cluster

DATABASE: Final = "parkloop"
#: Under which address the site was last served; whole links are printed with it.
_ADDRESS: Final = "address"
_LAST_BACKUP: Final = "last-backup"


@dataclass(frozen=True)
class Installation:
    """An installation in a data folder; ``cluster`` is None where the database is another's."""

    folder: Path
    cluster: Cluster | None
    application_url: str
    owner_url: str

    @classmethod
    def at(cls, folder: Path) -> Installation:
        """From DATABASE_URL and DATABASE_OWNER_URL, or with a server of its own in the folder.

        Raises ``RequestError`` when only one of the two is given.
        """
        folder = folder.resolve()
        application = os.environ.get("DATABASE_URL", "")
        owner = os.environ.get("DATABASE_OWNER_URL", "")
        if bool(application) != bool(owner):
            raise RequestError(_ONE_URL)
        if application:
            return cls(folder, None, application, owner)
        cluster = Cluster(folder / "database")
        return cls(
            folder, cluster, cluster.url(APPLICATION, DATABASE), cluster.url(OWNER, DATABASE)
        )

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_OWNER_URL": self.owner_url,
            "DATABASE_URL": self.application_url,
            "DJANGO_SETTINGS_MODULE": "parkloop_web.settings",
            "PARKLOOP_DATA": str(self.folder),
        }

    @property
    def exists(self) -> bool:
        """Whether there is a database to work with; another's server is taken to be there."""
        return self.cluster is None or self.cluster.is_made

    @contextmanager
    def running(self) -> Iterator[None]:
        """With the database there; one that ran before goes on running afterwards."""
        if self.cluster is None:
            yield
            return
        ran = self.cluster.runs()
        self.start_database()
        try:
            yield
        finally:
            if not ran:
                self.cluster.stop()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Only one process may serve an installation; raises ``RequestError`` for a second."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / "serving").open("a") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as taken:
                raise RequestError(_served(self.folder)) from taken
            yield

    def start_database(self) -> None:
        """Start our own server and make its database, if it is ours."""
        if self.cluster is not None:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.cluster.start()
            self.cluster.make_database(DATABASE)

    def stop_database(self) -> None:
        if self.cluster is not None:
            self.cluster.stop()

    def keep_database(self) -> bool:
        """Start our own server again if it has died; whether that was so."""
        if self.cluster is None or self.cluster.runs():
            return False
        self.cluster.start()
        return True

    def open(self, module: str) -> Any:
        """A module of the site that needs Django, with Django set up for this installation."""
        make_secret_key(self.folder)
        os.environ.update(self.environment)
        django.setup()
        return import_module(module)

    @property
    def address(self) -> str:
        """Where people reach the site: PARKLOOP_ADDRESS, else where it was last served."""
        given = os.environ.get("PARKLOOP_ADDRESS", "")
        noted = self.folder / _ADDRESS
        if not given and noted.exists():
            given = noted.read_text("utf-8")
        return (given or "http://localhost:8000").rstrip("/")

    def note_address(self, address: str) -> None:
        (self.folder / _ADDRESS).write_text(address, "utf-8")

    @property
    def last_backup(self) -> datetime | None:
        """When a backup was last written; None: never."""
        noted = self.folder / _LAST_BACKUP
        return datetime.fromisoformat(noted.read_text("ascii")) if noted.exists() else None

    def note_backup(self, at: datetime) -> None:
        (self.folder / _LAST_BACKUP).write_text(at.isoformat(), "ascii")


_ONE_URL = Text(
    "Máy chủ PostgreSQL riêng cần hai địa chỉ: DATABASE_URL (vai trò của ứng dụng) và "
    "DATABASE_OWNER_URL (vai trò sở hữu bảng, để nâng cấp và sao lưu). Hãy đặt cả hai, hoặc bỏ cả "
    "hai để dùng máy chủ kèm theo. Xem docs/guides/installing.md.",
    "A PostgreSQL server of your own needs two addresses: DATABASE_URL (the application's role) "
    "and DATABASE_OWNER_URL (the role that owns the tables, for upgrades and backups). Set both, "
    "or neither to use the server that comes with Parkloop. See docs/guides/installing.md.",
)


def _served(folder: Path) -> Text:
    return Text(
        f"Một parkloop serve khác đang chạy với {folder}. Hãy dừng nó, hoặc dùng --data khác.",
        f"Another parkloop serve is running with {folder}. End it, or use another --data.",
    )
