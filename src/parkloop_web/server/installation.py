"""Where an installation's database is, and how it is made ready. No Django before it is known."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import django

from parkloop.errors import RequestError
from parkloop.texts import Text
from parkloop_web.server.cluster import APPLICATION, OWNER, Cluster

DATABASE: Final = "parkloop"


@dataclass(frozen=True)
class Installation:
    """An installation in a data folder; ``cluster`` is None where the database is another's."""

    folder: Path
    cluster: Cluster | None
    application_url: str
    owner_url: str

    @classmethod
    def at(cls, folder: Path) -> Installation:
        """From DATABASE_URL and DATABASE_OWNER_URL, or with a server of its own in the folder."""
        folder = folder.resolve()
        application = os.environ.get("DATABASE_URL", "")
        owner = os.environ.get("DATABASE_OWNER_URL", "")
        if application and not owner:
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

    def start_database(self) -> None:
        """Start our own server and make its database, if it is ours."""
        if self.cluster is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.cluster.start()
            self.cluster.make_database(DATABASE)

    def stop_database(self) -> None:
        if self.cluster is not None:
            self.cluster.stop()

    def keep_database(self) -> None:
        """Start our own server again if it has died."""
        if self.cluster is not None and not self.cluster.runs():
            self.cluster.start()

    def open(self, module: str) -> Any:
        """A module of the site that needs Django, with Django set up for this installation."""
        os.environ.update(self.environment)
        django.setup()
        return import_module(module)


_ONE_URL = Text(
    "DATABASE_URL được đặt nhưng thiếu DATABASE_OWNER_URL. Parkloop cần hai vai trò: một vai trò "
    "sở hữu bảng (để nâng cấp, sao lưu) và một vai trò của ứng dụng không có quyền đó. Xem "
    "docs/guides/installing.md.",
    "DATABASE_URL is set but DATABASE_OWNER_URL is missing. Parkloop needs two roles: one that "
    "owns the tables (for upgrades and backups) and the application's, which does not. See "
    "docs/guides/installing.md.",
)
