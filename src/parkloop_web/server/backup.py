"""One file that holds an installation, and an installation made from it again.

The file is a tar: ``manifest.json`` (version, time, rows and checksum of every table, checksums of
the other parts), ``database.dump`` (pg_dump, custom format) and ``secret-key``, without which the
second factors in the database could not be read. Dump and checksums are of one snapshot, so people
may go on working meanwhile.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import IsolationLevel, sql

from parkloop import __version__
from parkloop.errors import InputRefused, RequestError
from parkloop.provenance import canonical_json
from parkloop.texts import Text
from parkloop_web.server.cluster import PROGRAMS, Programs
from parkloop_web.server.installation import Installation

FORMAT: Final = "parkloop-backup/1"
_KNOWS_TRANSACTION_TIMEOUT: Final = 170_000
_MANIFEST, _DUMP, _KEY = "manifest.json", "database.dump", "secret-key"
#: Order does not matter, every row does: sums of 60 bits of each row's SHA-256.
_CHECKSUM: Final = sql.SQL(
    "SELECT count(*), coalesce(sum(('x' || left(encode(sha256(convert_to(t::text, 'UTF8')), 'hex'),"
    " 15))::bit(60)::bigint), 0)::text FROM {table} AS t"
)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; ``tables``: rows and checksum by name."""

    version: str
    made_at: str
    server: int
    tables: dict[str, tuple[int, str]]
    parts: dict[str, str]

    @property
    def rows(self) -> int:
        return sum(rows for rows, _ in self.tables.values())

    def as_dict(self) -> dict[str, Any]:
        return {"format": FORMAT, **asdict(self)}


def write_backup(installation: Installation, file: Path, now: datetime) -> Manifest:
    """Everything of a running installation into a file that only its owner can read."""
    with tempfile.TemporaryDirectory(dir=file.resolve().parent) as name:
        folder = Path(name)
        with psycopg.connect(installation.owner_url) as connection:
            connection.isolation_level = IsolationLevel.REPEATABLE_READ
            server = connection.info.server_version
            snapshot = _one(connection, "SELECT pg_export_snapshot()")
            _run("pg_dump", server, "--format=custom", f"--snapshot={snapshot}",
                 f"--file={folder / _DUMP}", f"--dbname={installation.owner_url}")  # fmt: skip
            tables = checksums(connection)
        key = installation.folder / _KEY
        if key.exists() and not os.environ.get("PARKLOOP_SECRET_KEY"):
            shutil.copy(key, folder / _KEY)
        parts = {path.name: _digest(path) for path in sorted(folder.iterdir())}
        made = now.astimezone(UTC).isoformat(timespec="seconds")
        manifest = Manifest(__version__, made, server, tables, parts)
        (folder / _MANIFEST).write_text(canonical_json(manifest.as_dict()), "utf-8")
        _pack(folder, file)
    installation.note_backup(now)
    return manifest


def _pack(folder: Path, file: Path) -> None:
    """Whole or not at all: packed beside its place and moved there."""
    unfinished = folder / "packed"
    with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
        with tarfile.open(fileobj=out, mode="w") as packed:
            for name in (_MANIFEST, _DUMP, _KEY):
                if (folder / name).exists():
                    packed.add(folder / name, name)
        out.flush()
        os.fsync(out.fileno())
    unfinished.replace(file)


def read_backup(installation: Installation, file: Path) -> Manifest:
    """Fill the empty database of an installation from a file, and check every table.

    Raises ``RequestError`` when the installation holds something, and ``InputRefused`` for a file
    that is no backup, was changed, or comes from a newer Parkloop.
    """
    with tempfile.TemporaryDirectory(dir=installation.folder) as name:
        folder = Path(name)
        manifest = _unpacked(file, folder)
        with psycopg.connect(installation.owner_url) as connection:
            server = connection.info.server_version
            if checksums(connection):
                raise RequestError(_not_empty(installation.folder))
        _fill(installation, folder, server)
        with psycopg.connect(installation.owner_url) as connection:
            _compare(manifest, checksums(connection))
        if (folder / _KEY).exists():
            key = installation.folder / _KEY
            shutil.copyfile(folder / _KEY, key)
            key.chmod(0o600)
    return manifest


def _unpacked(file: Path, folder: Path) -> Manifest:
    try:
        with tarfile.open(file) as packed:
            for name in (_MANIFEST, _DUMP, _KEY):
                # Only the content is taken, not what the archive says of owner, mode or place.
                part = packed.extractfile(name) if name in packed.getnames() else None
                if part is not None:
                    with part, (folder / name).open("wb") as kept:
                        shutil.copyfileobj(part, kept)
        said = json.loads((folder / _MANIFEST).read_text("utf-8"))
        manifest = Manifest(
            said["version"],
            said["made_at"],
            said["server"],
            {name: (rows, checksum) for name, (rows, checksum) in said["tables"].items()},
            said["parts"],
        )
    except (tarfile.TarError, OSError, ValueError, KeyError, TypeError) as wrong:
        raise InputRefused(_no_backup(file)) from wrong
    if said["format"] != FORMAT or _newer(manifest.version):
        raise InputRefused(_too_new(file, manifest.version))
    changed = [
        name
        for name, digest in manifest.parts.items()
        if not (folder / name).exists() or _digest(folder / name) != digest
    ]
    if changed:
        raise InputRefused(_damaged(file, changed))
    return manifest


def _fill(installation: Installation, folder: Path, server: int) -> None:
    """All but the extensions, which the superuser has made and the owner may not comment on."""
    contents = folder / "contents"
    _run("pg_restore", server, "--list", f"--file={contents}", str(folder / _DUMP))
    kept = [
        line
        for line in contents.read_text("utf-8").splitlines()
        if not (" EXTENSION " in line or " SCHEMA - public " in line)
    ]
    contents.write_text("\n".join(kept) + "\n", "utf-8")
    options = ("--no-owner", "--no-privileges", f"--use-list={contents}")
    if server >= _KNOWS_TRANSACTION_TIMEOUT:
        _run(
            "pg_restore", server, *options, "--exit-on-error", "--single-transaction",
            f"--dbname={installation.owner_url}", str(folder / _DUMP),
        )  # fmt: skip
        return
    script = folder / "script.sql"
    _run("pg_restore", server, *options, f"--file={script}", str(folder / _DUMP))
    _without_transaction_timeout(script)
    _run(
        "psql", server, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction",
        f"--file={script}", f"--dbname={installation.owner_url}", "--output=/dev/null",
    )  # fmt: skip


def _without_transaction_timeout(script: Path) -> None:
    """Newer programs begin with a setting that servers before 17 do not know."""
    with script.open("r+b") as file:
        head = file.read(4096)
        # Blanked in place: the rest, which may be large, need not move.
        setting = b"SET transaction_timeout = 0;"
        file.seek(0)
        file.write(head.replace(setting, b"--" + b" " * (len(setting) - 2)))


def checksums(connection: psycopg.Connection[Any]) -> dict[str, tuple[int, str]]:
    """Rows and checksum of every table, by name."""
    connection.execute("SET LOCAL timezone = 'UTC'")
    connection.execute("SET LOCAL statement_timeout = 0")
    names = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
        "AND relkind = 'r' ORDER BY relname"
    ).fetchall()
    found = {}
    for (name,) in names:
        row = connection.execute(_CHECKSUM.format(table=sql.Identifier(name))).fetchone()
        assert row is not None
        found[name] = (int(row[0]), str(row[1]))
    return found


def _compare(manifest: Manifest, now: dict[str, tuple[int, str]]) -> None:
    different = sorted(
        name
        for name in manifest.tables.keys() | now.keys()
        if manifest.tables.get(name) != now.get(name)
    )
    if different:
        raise RequestError(
            Text(
                f"Các bảng sau khác với bản sao lưu: {', '.join(different)}. Đừng dùng cài đặt "
                "này; hãy thử lại với một thư mục trống.",
                f"These tables differ from the backup: {', '.join(different)}. Do not use this "
                "installation; try again with an empty folder.",
            )
        )


def _run(program: str, server: int, *arguments: str) -> None:
    done = subprocess.run(
        [_program(program, server), *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip()[-800:]
        raise RequestError(Text(f"{program} không thành công: {said}", f"{program} failed: {said}"))


def _program(name: str, server: int) -> str:
    """The wheel's program serves servers up to its own version, the system's newer ones."""
    ours = Programs()[name]
    if server // 10_000 <= _version_of_wheel():
        return ours
    found = shutil.which(name)
    if found is None:
        raise RequestError(
            Text(
                f"Máy chủ PostgreSQL {server // 10_000} mới hơn chương trình kèm theo. Hãy cài "
                f"{name} cùng phiên bản với máy chủ.",
                f"The PostgreSQL {server // 10_000} server is newer than the programs that come "
                f"with Parkloop. Install {name} of the server's version.",
            )
        )
    return found


def _version_of_wheel() -> int:
    said = subprocess.run(
        [str(PROGRAMS / "pg_dump"), "--version"], capture_output=True, text=True, check=True
    ).stdout
    return int(said.rsplit(" ", 1)[-1].split(".", 1)[0])


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _one(connection: psycopg.Connection[Any], query: str) -> str:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return str(row[0])


def _newer(version: str) -> bool:
    return _numbers(version) > _numbers(__version__)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("+", 1)[0].split(".") if part.isdigit())


def _not_empty(folder: Path) -> Text:
    return Text(
        f"Cài đặt trong {folder} đã có dữ liệu. Chỉ phục hồi vào một cài đặt trống; hãy dùng "
        "--data khác.",
        f"The installation in {folder} holds data already. A backup is restored into an empty "
        "installation only; use another --data.",
    )


def _no_backup(file: Path) -> Text:
    return Text(
        f"{file} không phải là bản sao lưu của Parkloop, hoặc đã bị cắt. Hãy dùng tệp do parkloop "
        "backup ghi.",
        f"{file} is not a backup of Parkloop, or was cut off. Use a file that parkloop backup "
        "wrote.",
    )


def _too_new(file: Path, version: str) -> Text:
    return Text(
        f"{file} được ghi bởi Parkloop {version}, mới hơn bản này ({__version__}). Hãy nâng cấp "
        "rồi thử lại.",
        f"{file} was written by Parkloop {version}, which is newer than this one ({__version__}). "
        "Upgrade, then try again.",
    )


def _damaged(file: Path, parts: list[str]) -> Text:
    names = ", ".join(parts)
    return Text(
        f"{file} đã bị thay đổi hoặc hỏng: {names}. Hãy dùng một bản sao lưu khác.",
        f"{file} was changed or is damaged: {names}. Use another backup.",
    )
