"""A workspace folder: one park, its ledger as append-only columnar parts, its own facts.

park.yaml            the definition
facts.csv            the facility's own facts (optional), sources.yaml beside it
ledger/              parts and manifest.json; a part is written whole, then listed; one writer at
                     a time, others wait for .lock
limits.csv           limits of permits and contracts (optional)
partners/            suppliers' data sets of product footprints, one file each
imports/             one record per import
mappings/            saved column mappings per sender
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from parkloop.catalog.catalog import Catalog
from parkloop.errors import RequestError
from parkloop.io.catalog_files import load_catalog, read_own_facts, read_sources
from parkloop.io.limit_files import LIMITS_FILE, read_limits
from parkloop.io.output import write_whole
from parkloop.io.pact_files import with_partners
from parkloop.io.park_files import read_park, write_park
from parkloop.ledger.columns import ENTRY_SCHEMA
from parkloop.ledger.ledger import Ledger
from parkloop.ledger.limits import Limit
from parkloop.ledger.park import Park
from parkloop.provenance import Plain, canonical_json
from parkloop.texts import Text

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


@dataclass(frozen=True)
class Workspace:
    """A folder that holds one park's accounts."""

    folder: Path

    @classmethod
    def begin(cls, folder: Path) -> Workspace:
        """A new workspace with a park of two tenants to start from, to be changed by hand."""
        cls._refuse_existing(folder)
        starter = Path(__file__).with_name("starter") / "park.yaml"
        write_whole(folder / "park.yaml", starter.read_bytes())
        return cls.open(folder)

    @classmethod
    def create(cls, folder: Path, park: Park) -> Workspace:
        """A new workspace; refuses a folder that holds one already."""
        cls._refuse_existing(folder)
        folder.mkdir(parents=True, exist_ok=True)
        write_park(park, folder / "park.yaml")
        return cls.open(folder)

    @staticmethod
    def _refuse_existing(folder: Path) -> None:
        if (folder / "park.yaml").exists():
            raise RequestError(
                Text(
                    f"Thư mục {folder} đã là một không gian làm việc.",
                    f"The folder {folder} is a workspace already.",
                )
            )

    @classmethod
    def open(cls, folder: Path) -> Workspace:
        if not (folder / "park.yaml").is_file():
            raise RequestError(
                Text(
                    f"Không thấy park.yaml trong {folder}. Hãy chỉ đúng thư mục bằng --workspace, "
                    "hoặc tạo mới: parkloop init -w THƯ_MỤC.",
                    f"There is no park.yaml in {folder}. Name the right folder with --workspace, "
                    "or begin one: parkloop init -w FOLDER.",
                )
            )
        for name in ("ledger", "imports", "mappings"):
            (folder / name).mkdir(exist_ok=True)
        return cls(folder)

    @cached_property
    def park(self) -> Park:
        return read_park(self.folder / "park.yaml")

    @cached_property
    def catalog(self) -> Catalog:
        """The shipped catalog with own facts and suppliers' data sets, if there are any."""
        catalog = load_catalog()
        own, own_sources = self.folder / "facts.csv", self.folder / "sources.yaml"
        if own_sources.is_file():
            catalog = catalog.with_facts((), read_sources(own_sources).values())
        if own.is_file():
            catalog = catalog.with_facts(read_own_facts(own, catalog))
        return with_partners(catalog, self.folder)

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """Limits of permits and contracts; none where there is no limits.csv."""
        stated = self.folder / LIMITS_FILE
        return read_limits(stated, self.park, self.catalog) if stated.is_file() else ()

    @property
    def mappings_folder(self) -> Path:
        return self.folder / "mappings"

    def ledger(self) -> Ledger:
        """All parts of the manifest, in order; refuses a part whose content changed."""
        parts = [self._read_part(part) for part in self._manifest()]
        entries = pl.concat(parts) if parts else pl.DataFrame(schema=ENTRY_SCHEMA)
        return Ledger(entries, self.park)

    def append(self, entries: pl.DataFrame, record: Mapping[str, Plain]) -> None:
        """Write entries as a new part and the import's record; all of it or nothing.

        ``record`` needs the key ``import_id``, by which an import is known. A part becomes
        visible only when the manifest, replaced in one step, lists it. Raises RequestError when
        someone else changed the same statements since ``entries`` were planned.
        """
        import_id = _file_name(str(record["import_id"]))
        with _alone(self.folder / "ledger" / ".lock"):
            manifest = self._manifest()
            self._refuse_what_changed(entries, import_id, manifest)
            name = f"part-{len(manifest) + 1:06d}.parquet"
            content = io.BytesIO()
            entries.select(ENTRY_SCHEMA.keys()).write_parquet(content, compression="zstd")
            write_whole(self.folder / "ledger" / name, content.getvalue())
            listed: dict[str, Plain] = {
                "entries": len(entries),
                "file": name,
                "import_id": import_id,
                "sha256": hashlib.sha256(content.getvalue()).hexdigest(),
            }
            write_whole(self.folder / "imports" / f"{import_id}.json", canonical_json(dict(record)))
            write_whole(
                self.folder / "ledger" / "manifest.json", json.dumps([*manifest, listed], indent=1)
            )

    def _refuse_what_changed(
        self, entries: pl.DataFrame, import_id: str, manifest: Sequence[Mapping[str, Plain]]
    ) -> None:
        """Two people may plan over the same ledger; the second to commit must plan again."""
        if any(part["import_id"] == import_id for part in manifest):
            raise RequestError(
                Text(
                    f"Lần nhập “{import_id}” đã có trong sổ cái.",
                    f"The import “{import_id}” is in the ledger already.",
                )
            )
        changed = self._collisions(entries, manifest)
        if changed:
            raise RequestError(
                Text(
                    f"Sổ cái vừa được người khác thay đổi ({changed} mục trùng nhau). "
                    "Chưa ghi gì; hãy chạy lại lệnh nhập.",
                    f"Someone else changed the ledger meanwhile ({changed} entries collide). "
                    "Nothing was written; run the import again.",
                )
            )

    def _collisions(self, entries: pl.DataFrame, manifest: Sequence[Mapping[str, Plain]]) -> int:
        """How many versions of statements the ledger holds that are among ``entries``."""
        if not manifest:
            return 0
        parts = [self._part(part) for part in manifest]
        version = ["key", "version"]
        held = pl.scan_parquet(parts).select(version).collect()
        return len(entries.join(held, on=version, how="semi"))

    def imports(self) -> tuple[dict[str, Plain], ...]:
        """The records of all imports that are in the ledger, oldest first."""
        return tuple(
            _json(self.folder / "imports" / f"{part['import_id']}.json")
            for part in self._manifest()
        )

    def _manifest(self) -> list[dict[str, Plain]]:
        path = self.folder / "ledger" / "manifest.json"
        listed: list[dict[str, Plain]] = _json(path) if path.is_file() else []
        return listed

    def _part(self, part: Mapping[str, Plain]) -> Path:
        path = self.folder / "ledger" / str(part["file"])
        if not path.is_file():
            raise _altered(path)
        return path

    def _read_part(self, part: Mapping[str, Plain]) -> pl.DataFrame:
        path = self._part(part)
        if _file_hash(path) != part["sha256"]:
            raise _altered(path)
        return pl.read_parquet(path)


def _altered(path: Path) -> RequestError:
    return RequestError(
        Text(
            f"Phần sổ cái {path.name} bị thiếu hoặc đã bị sửa (mã băm không khớp). "
            "Hãy khôi phục từ bản sao lưu.",
            f"The ledger part {path.name} is missing or was altered (its hash differs). "
            "Restore it from a backup.",
        )
    )


def _file_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise RequestError(
            Text(
                f"Tệp {path.name} bị thiếu hoặc hỏng. Hãy khôi phục từ bản sao lưu.",
                f"The file {path.name} is missing or damaged. Restore it from a backup.",
            )
        ) from problem


def _file_name(import_id: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", import_id):
        raise RequestError(
            Text(
                f"Mã lần nhập “{import_id}” chỉ được gồm chữ, số, dấu chấm và gạch.",
                f"The import id “{import_id}” may hold letters, digits, dots and dashes only.",
            )
        )
    return import_id


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Waits until no other process writes; the system frees the lock of a process that died."""
    with lock.open("a") as handle:
        if sys.platform == "win32":
            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
