"""The demonstration from files to reports: two published examples, then the demo zone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from parkloop.demo.footprints import STATEMENTS_FILE, statements, supplier_sets
from parkloop.demo.generate import CORRECTIONS, generate_demo
from parkloop.demo.planting import both_languages
from parkloop.demo.profiles import demo_limits, exchange_plan, planted_profile
from parkloop.demo.taking_in import Desk
from parkloop.errors import RequestError
from parkloop.io.catalog_files import load_catalog
from parkloop.io.exchange_plan import PLAN_FILE
from parkloop.io.limit_files import LIMITS_FILE
from parkloop.io.output import write_whole
from parkloop.io.pact_files import read_pact_file, take_in
from parkloop.io.park_files import read_park
from parkloop.io.workspace import Workspace
from parkloop.ledger.changes import Mode
from parkloop.provenance import canonical_json
from parkloop.reports.files import write_reports
from parkloop.reports.html import render_index
from parkloop.studies import Study, StudyParameters, run_study
from parkloop.texts import Text

DEMO_ZONE = "demo-zone"
#: What the demo chooses for each example, by name.
STUDIES = {
    "circular-38-worked-year": StudyParameters(years=(2023,), gwp_set="AR4"),
    "kalundborg": StudyParameters(years=(1994,)),
    DEMO_ZONE: StudyParameters(years=(2024, 2025), fallbacks=("grid-latest-published",)),
}
#: Fixed, so that the demo's history is the same in every run.
FIRST_RECORDED = datetime(2026, 2, 2, 2, tzinfo=UTC)
_MARK = "parkloop-demo.json"
_PERSON = "demo"
#: How much of the whole each part takes, roughly; for the progress bar only.
_WEIGHTS = {"circular-38-worked-year": 0.06, "kalundborg": 0.06, DEMO_ZONE: 0.80}

#: Told what is being done and how much of the whole is done (0–1).
Progress = Callable[[Text, float], None]


@dataclass(frozen=True)
class DemoOutcome:
    """What the demo made: one page over everything, and a workspace with results per example."""

    page: Path
    workspaces: tuple[Path, ...]
    studies: tuple[Study, ...]
    entries: int

    @property
    def zone(self) -> Path:
        return self.workspaces[-1]


@dataclass
class _Part:
    """Progress within one part of the demo."""

    progress: Progress
    start: float
    share: float

    def tell(self, text: Text, done: float) -> None:
        self.progress(text, self.start + self.share * done)


def run_demo(out: Path, examples: Path, *, now: datetime, progress: Progress) -> DemoOutcome:
    """Import, check and compute every example and write the reports under ``out``.

    ``examples`` is the folder of the published examples. ``now`` is written into the demo's
    mark only; nothing that is computed depends on it. Refuses a folder that holds other files.
    """
    _clear(out)
    write_whole(out / _MARK, canonical_json({"made": now.astimezone(UTC).isoformat()}) + "\n")
    studies, workspaces, start = [], [], 0.0
    for name, share in _WEIGHTS.items():
        part = _Part(progress, start, share)
        workspace = _example(name, out, examples, part)
        studies.append(_study(name, workspace, part))
        workspaces.append(workspace.folder)
        start += share
    progress(Text("Viết trang chung", "Writing the page over everything"), start)
    linked = [(f"{study.title_id}/results/report.html", study) for study in studies]
    page = write_whole(out / "index.html", render_index(linked))
    progress(Text("Xong", "Done"), 1.0)
    entries = sum(len(study.snapshot.entries) for study in studies)
    return DemoOutcome(page, tuple(workspaces), tuple(studies), entries)


def _clear(out: Path) -> None:
    """Make room for a new run; touches nothing but what an earlier demo has made."""
    if out.exists() and any(out.iterdir()):
        if not (out / _MARK).is_file():
            raise RequestError(
                Text(
                    f"Thư mục {out} có tệp khác. Hãy chọn một thư mục trống bằng --out.",
                    f"The folder {out} holds other files. Choose an empty one with --out.",
                )
            )
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)


def _example(name: str, out: Path, examples: Path, part: _Part) -> Workspace:
    if name == DEMO_ZONE:
        return demo_workspace(out / name, lambda text, done: part.tell(text, 0.6 * done))
    return _published(name, out / name, examples / name, part)


def _published(name: str, folder: Path, source: Path, part: _Part) -> Workspace:
    if not (source / "park.yaml").is_file():
        raise RequestError(
            Text(
                f"Không thấy ví dụ {name} trong {source.parent}. Hãy chỉ đúng bằng --examples.",
                f"The example {name} is not in {source.parent}. Name it with --examples.",
            )
        )
    workspace = Workspace.create(folder, read_park(source / "park.yaml"))
    desk = Desk(workspace, _PERSON)
    part.tell(Text(f"Nhập {name}", f"Taking in {name}"), 0.0)
    desk.take_in(source / "flows.csv", Mode.ONLY_NEW, FIRST_RECORDED)
    return workspace


def demo_workspace(folder: Path, progress: Progress) -> Workspace:
    """The demo zone's own files, taken in as a zone would take them; nothing is computed."""
    progress(Text("Tạo tệp của khu Demo", "Writing the files of the demo zone"), 0.0)
    files = generate_demo(folder / "files")
    workspace = Workspace.create(folder, read_park(folder / "files" / "park.yaml"))
    write_whole(folder / PLAN_FILE, exchange_plan())
    write_whole(folder / LIMITS_FILE, demo_limits())
    take_in_zone(Desk(workspace, _PERSON), files, progress)
    _take_in_suppliers(workspace)
    return workspace


def _take_in_suppliers(workspace: Workspace) -> None:
    """Data sets that suppliers sent, as files and taken in, and what the maker states."""
    write_whole(workspace.folder / STATEMENTS_FILE, statements())
    for sent in supplier_sets():
        file = write_whole(workspace.folder / "files" / "suppliers" / sent.file, sent.content)
        (data_set,) = read_pact_file(file).sets
        park, catalog = workspace.park, load_catalog()
        take_in(workspace.folder, park, catalog, data_set, sent.supplier, sent.stream)


def take_in_zone(desk: Desk, files: Sequence[Path], progress: Progress) -> None:
    """Every file of the zone in its order, a minute apart; then the recorded split of bills."""
    planted = planted_profile()
    for (path, at), done in zip(_schedule(files), _shares(len(files)), strict=True):
        progress(Text(f"Nhập {path.name}", f"Taking in {path.name}"), done)
        if path.parent.name == CORRECTIONS:
            desk.take_in(path, Mode.CORRECT, at, both_languages(planted["correction"]["reason"]))
        else:
            desk.take_in(path, Mode.ONLY_NEW, at)
    split = planted["straddling"]
    at = FIRST_RECORDED + timedelta(days=60)
    desk.split_across_months(split["flow"]["to"], both_languages(split["reason"]), at)


def _schedule(files: Sequence[Path]) -> Iterator[tuple[Path, datetime]]:
    for number, path in enumerate(files):
        later = timedelta(days=30) if path.parent.name == CORRECTIONS else timedelta()
        yield path, FIRST_RECORDED + later + timedelta(minutes=number)


def _shares(count: int) -> Iterator[float]:
    yield from (number / count for number in range(count))


def _study(name: str, workspace: Workspace, part: _Part) -> Study:
    what = Text(f"Tính {name}", f"Computing {name}")
    part.tell(what, 0.6)
    study = run_study(
        name,
        workspace.ledger().snapshot(),
        workspace.catalog,
        replace(STUDIES[name], limits=workspace.limits),
        lambda step: part.tell(what, 0.7),
    )
    part.tell(Text(f"Viết báo cáo {name}", f"Writing the reports of {name}"), 0.8)
    write_reports(study, workspace.folder / "results")
    return study
