"""The secret key of an installation: made once, kept in its data folder, readable by its owner."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

NAME = "secret-key"


def secret_key(folder: Path) -> str:
    """The key in ``folder``; one for this process only where none was made.

    Reading settings writes nothing: `make_secret_key` belongs to starting an installation.
    """
    try:
        return (folder / NAME).read_text("ascii")
    except FileNotFoundError:
        return secrets.token_urlsafe(64)


def make_secret_key(folder: Path) -> None:
    """Make and keep the key of an installation that has none."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(folder / NAME, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
