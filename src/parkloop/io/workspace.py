"""A workspace folder: one park, its ledger as append-only columnar parts, its own facts.

park.yaml            the definition
facts.csv            the facility's own facts (optional), sources.yaml beside it
ledger/              parts and manifest.json; a part is written whole, then listed
imports/             one record per import
mappings/            saved column mappings per sender
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from parkloop.catalog.catalog import Catalog
from parkloop.errors import RequestError
from parkloop.io.catalog_files import load_catalog, read_own_facts, read_sources
from parkloop.io.output import write_whole
from parkloop.io.park_files import read_park, write_park
from parkloop.ledger.columns import ENTRY_SCHEMA
from parkloop.ledger.ledger import Ledger
from parkloop.ledger.park import Park
from parkloop.provenance import Plain, canonical_json
from parkloop.texts import Text


@dataclass(frozen=True)
class Workspace:
    """A folder that holds one park's accounts."""

    folder: Path

    @classmethod
    def create(cls, folder: Path, park: Park) -> Workspace:
        """A new workspace; refuses a folder that holds one already."""
        if (folder / "park.yaml").exists():
            raise RequestError(
                Text(
                    f"Thư mục {folder} đã là một không gian làm việc.",
                    f"The folder {folder} is a workspace already.",
                )
            )
        folder.mkdir(parents=True, exist_ok=True)
        write_park(park, folder / "park.yaml")
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path) -> Workspace:
        if not (folder / "park.yaml").is_file():
            raise RequestError(
                Text(
                    f"Không thấy park.yaml trong {folder}. Hãy chỉ đúng thư mục bằng --workspace.",
                    f"There is no park.yaml in {folder}. Name the right folder with --workspace.",
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
        """The shipped catalog with the facility's own facts, if there are any."""
        catalog = load_catalog()
        own, own_sources = self.folder / "facts.csv", self.folder / "sources.yaml"
        if own_sources.is_file():
            catalog = catalog.with_facts((), read_sources(own_sources).values())
        return catalog.with_facts(read_own_facts(own, catalog)) if own.is_file() else catalog

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

        ``record`` needs the key ``import_id``. A part becomes visible only when the manifest,
        replaced in one step, lists it.
        """
        manifest = self._manifest()
        name = f"part-{len(manifest) + 1:06d}.parquet"
        path = self.folder / "ledger" / name
        entries.select(ENTRY_SCHEMA.keys()).write_parquet(path, compression="zstd")
        listed: dict[str, Plain] = {
            "entries": len(entries),
            "file": name,
            "import_id": record["import_id"],
            "sha256": _file_hash(path),
        }
        write_whole(
            self.folder / "imports" / f"{record['import_id']}.json", canonical_json(dict(record))
        )
        write_whole(
            self.folder / "ledger" / "manifest.json", json.dumps([*manifest, listed], indent=1)
        )

    def imports(self) -> tuple[dict[str, Plain], ...]:
        """The records of all imports that are in the ledger, oldest first."""
        records = []
        for part in self._manifest():
            path = self.folder / "imports" / f"{part['import_id']}.json"
            records.append(json.loads(path.read_text(encoding="utf-8")))
        return tuple(records)

    def _manifest(self) -> list[dict[str, Plain]]:
        path = self.folder / "ledger" / "manifest.json"
        if not path.is_file():
            return []
        listed: list[dict[str, Plain]] = json.loads(path.read_text(encoding="utf-8"))
        return listed

    def _read_part(self, part: Mapping[str, Plain]) -> pl.DataFrame:
        path = self.folder / "ledger" / str(part["file"])
        if not path.is_file() or _file_hash(path) != part["sha256"]:
            raise RequestError(
                Text(
                    f"Phần sổ cái {path.name} bị thiếu hoặc đã bị sửa (mã băm không khớp). "
                    "Hãy khôi phục từ bản sao lưu.",
                    f"The ledger part {path.name} is missing or was altered (its hash differs). "
                    "Restore it from a backup.",
                )
            )
        return pl.read_parquet(path)


def _file_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
