"""Tables are made by their owner only."""

from __future__ import annotations

from typing import Any


class OwnerMigrates:
    """`migrate` runs on the alias ``owner``; everything else uses ``default``."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"
