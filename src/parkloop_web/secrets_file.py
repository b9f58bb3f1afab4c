"""The secret key of an installation: made once, kept in its data folder, readable by its owner."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def secret_key(folder: Path) -> str:
    """The key in ``folder``; made and written at the first call."""
    path = folder / "secret-key"
    try:
        return path.read_text("ascii")
    except FileNotFoundError:
        return _made(path)


def _made(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = secrets.token_urlsafe(64)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process of the same installation was quicker
        return path.read_text("ascii")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key)
    return key
