"""`parkloop import`: from a spreadsheet to the ledger, with every problem named."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import click

from parkloop.cli.common import (
    FINDINGS,
    REFUSED,
    Voice,
    json_option,
    pass_voice,
    workspace_option,
)
from parkloop.errors import InputRefused, RequestError
from parkloop.findings import Finding, Severity, has_errors
from parkloop.io.intake.mappings import (
    SenderMapping,
    mapping_path,
    read_mapping,
    write_mapping,
)
from parkloop.io.intake.preview import ImportRequest, Preview, preview_import
from parkloop.io.intake.undo import plan_undo
from parkloop.io.output import write_whole
from parkloop.io.returned import returned_workbook
from parkloop.io.workspace import Workspace
from parkloop.ledger.changes import Mode, commit
from parkloop.ledger.ledger import Ledger
from parkloop.texts import Text

_SHOWN = {Severity.ERROR: 20, Severity.WARNING: 10, Severity.INFO: 10}
_DEFAULT_PERSON = "command line"


@dataclass(frozen=True)
class _Choices:
    """What the options say, apart from the request itself."""

    workspace: Workspace
    request: ImportRequest
    mapping: SenderMapping
    preview_only: bool
    returned: Path | None
    only_bad: bool


@dataclass
class _Outcome:
    """What became of the files so far; ``ledger`` is as after the last one."""

    ledger: Ledger
    reports: list[dict[str, object]] = field(default_factory=list)
    code: int = 0

    def at_least(self, code: int) -> None:
        self.code = max(self.code, code)


@click.command("import")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@workspace_option
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in Mode]),
    default=Mode.ONLY_NEW.value,
    show_default=True,
    help="only-new adds; correct also changes values and keeps their history; replace-period "
    "also takes back what the file no longer says.",
)
@click.option("--preview", is_flag=True, help="Show what would happen; write nothing.")
@click.option("--partial", is_flag=True, help="Take the good rows although others have errors.")
@click.option("--sender", default="", help="Who sent the file; its columns are remembered.")
@click.option(
    "--mapping", type=click.Path(path_type=Path), help="A mapping file instead of the saved one."
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="FIELD=VALUE",
    help="A value for the whole file: to_node=t01, from_node:diesel=market, status=billed, "
    "decimal=, year=2025. Repeatable.",
)
@click.option("--of", multiple=True, help="With replace-period: whose period. Repeatable.")
@click.option("--returned", type=click.Path(path_type=Path), help="Write the coloured file here.")
@click.option("--only-bad", is_flag=True, help="Return only the rows with errors.")
@click.option("--by", default="", help="Who imports (default: the sender).")
@click.option("--at", default="", metavar="TIME", help="Time of the import, ISO (default: now).")
@click.option("--reason", default="", help="Why; kept with every entry.")
@click.option("--undo", default="", metavar="ID", help="Take back an import, with --reason.")
@click.option("--list", "list_imports", is_flag=True, help="List the imports of the workspace.")
@json_option
@pass_voice
def import_command(
    voice: Voice,
    files: tuple[Path, ...],
    workspace: Path,
    mode: str,
    sender: str,
    mapping: Path | None,
    settings: tuple[str, ...],
    of: tuple[str, ...],
    returned: Path | None,
    by: str,
    at: str,
    reason: str,
    undo: str,
    *,
    preview: bool,
    partial: bool,
    only_bad: bool,
    list_imports: bool,
    as_json: bool,
) -> None:
    """Check spreadsheets (.xlsx, .csv) and take them into the ledger.

    A file with errors is not imported: repair it (see --returned), or take its good rows with
    --partial and send only the repaired rows again. The same file twice changes nothing.

    Exit codes: 0 done, 1 errors in rows, 2 wrong use, 3 file refused.
    """
    place = Workspace.open(workspace)
    request = ImportRequest(
        mode=Mode(mode),
        by=by or sender or _DEFAULT_PERSON,
        at=_moment(at),
        sender=sender,
        reason=reason,
        partial=partial,
        of=of,
    )
    if list_imports:
        _list(voice, place, as_json=as_json)
        return
    if undo:
        _undo(voice, place, undo, request, as_json=as_json)
        return
    if not files:
        raise RequestError(
            Text("Hãy nêu ít nhất một tệp để nhập.", "Name at least one file to import.")
        )
    chosen = _mapping(place, sender, mapping).with_constants(_settings(settings))
    choices = _Choices(place, request, chosen, preview, returned, only_bad)
    outcome = _Outcome(place.ledger())
    for path in files:
        _take_in(voice, path, choices, outcome, several=len(files) > 1, quiet=as_json)
    if as_json:
        voice.data({"files": outcome.reports})
    sys.exit(outcome.code)


def _take_in(
    voice: Voice, path: Path, choices: _Choices, outcome: _Outcome, *, several: bool, quiet: bool
) -> None:
    """One file: look, compare, and write unless it is only a preview."""
    try:
        preview = preview_import(
            path,
            outcome.ledger,
            choices.workspace.catalog,
            choices.mapping,
            choices.request,
        )
    except InputRefused as refusal:
        outcome.at_least(REFUSED)
        outcome.reports.append(_refused(path, refusal))
        if not quiet:
            voice.say(refusal.text)
            voice.findings(refusal.findings)
        return
    if has_errors(preview.findings):
        outcome.at_least(FINDINGS)
    written = _returned(path, preview, choices, several=several)
    if not quiet:
        _say(voice, preview, choices, written)
    outcome.reports.append(_report(preview, choices, written))
    _write(preview, choices)
    if preview.plan is not None:
        outcome.ledger = commit(outcome.ledger, preview.plan)


def _write(preview: Preview, choices: _Choices) -> None:
    if choices.preview_only or preview.plan is None:
        return
    if preview.appended is not None:
        choices.workspace.append(preview.appended, preview.record)
    if choices.request.sender:
        named = mapping_path(choices.workspace.mappings_folder, choices.request.sender)
        write_mapping(preview.mapping, named)


def _returned(path: Path, preview: Preview, choices: _Choices, *, several: bool) -> Path | None:
    if choices.returned is None or not preview.findings:
        return None
    content = returned_workbook(path, preview.staged, preview.findings, only_bad=choices.only_bad)
    whole = choices.returned.suffix.lower() == ".xlsx" and not several
    target = choices.returned if whole else choices.returned / f"{path.stem}-returned.xlsx"
    return write_whole(target, content)


def _mapping(place: Workspace, sender: str, named: Path | None) -> SenderMapping:
    if named is not None:
        return read_mapping(named)
    saved = mapping_path(place.mappings_folder, sender)
    if sender and saved.is_file():
        return read_mapping(saved)
    return SenderMapping(sender=sender)


def _settings(settings: Iterable[str]) -> dict[str, str]:
    pairs = [setting.partition("=") for setting in settings]
    wrong = [name for name, sign, _ in pairs if not sign]
    if wrong:
        raise RequestError(
            Text(
                f"--set cần dạng CỘT=GIÁ_TRỊ, không phải “{wrong[0]}”.",
                f"--set needs FIELD=VALUE, not “{wrong[0]}”.",
            )
        )
    return {name: value for name, _, value in pairs}


def _moment(written: str) -> datetime:
    if not written:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as problem:
        raise RequestError(
            Text(
                f"Không đọc được thời điểm “{written}”; hãy ghi như 2026-02-01T08:00+07:00.",
                f"Cannot read the time “{written}”; write it as 2026-02-01T08:00+07:00.",
            )
        ) from problem
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _say(voice: Voice, preview: Preview, choices: _Choices, written: Path | None) -> None:
    """First what happened, then what to look at, then what to do next."""
    voice.say(_headline(preview, preview_only=choices.preview_only))
    voice.findings(_shown(preview.findings))
    hidden = len(preview.findings) - len(_shown(preview.findings))
    if hidden:
        voice.say(
            Text(
                f"… và {hidden} phát hiện nữa; xem tất cả với --returned TỆP.xlsx hoặc --json.",
                f"… and {hidden} more findings; see them all with --returned FILE.xlsx or --json.",
            )
        )
    if written:
        voice.say(Text(f"Tệp trả lại: {written}", f"Returned file: {written}"))
    if preview.plan is None:
        voice.say(_way_on(preview))


def _headline(preview: Preview, *, preview_only: bool) -> Text:
    c = preview.counts
    if preview.plan is None:
        return Text(
            f"{preview.file}: chưa nhập gì. {len(preview.staged.rows)} số liệu đúng, "
            f"{c['bad']} có lỗi trong {len(preview.staged.bad_rows)} dòng.",
            f"{preview.file}: nothing imported. {len(preview.staged.rows)} statements are good, "
            f"{c['bad']} have errors in {len(preview.staged.bad_rows)} rows.",
        )
    counted = Text(
        f"{c['new']} mới, {c['same']} đã có, {c['corrected']} sửa, {c['voided']} rút lại, "
        f"{c['refused']} không sửa, {c['bad']} lỗi",
        f"{c['new']} new, {c['same']} same, {c['corrected']} corrected, {c['voided']} voided, "
        f"{c['refused']} refused, {c['bad']} bad",
    )
    if preview.appended is None:
        tail = Text("sổ cái không đổi", "the ledger does not change")
    elif preview_only:
        tail = Text("xem trước, chưa ghi", "preview, nothing written")
    else:
        tail = Text(f"lần nhập {preview.import_id}", f"import {preview.import_id}")
    return Text(
        f"{preview.file}: {counted.vi} ({tail.vi}).", f"{preview.file}: {counted.en} ({tail.en})."
    )


def _way_on(preview: Preview) -> Text:
    good = len(preview.staged.rows)
    whole = preview.record["mode"] == Mode.REPLACE_PERIOD.value
    if whole or not good:
        return Text("Hãy sửa các lỗi rồi nhập lại.", "Repair the errors and import it again.")
    return Text(
        f"Hãy sửa rồi nhập lại cả tệp; hoặc nhập ngay {good} số liệu đúng với --partial và sau đó "
        "chỉ gửi lại các dòng đã sửa (--returned TỆP.xlsx --only-bad).",
        f"Repair and import the whole file again; or take the {good} good statements now with "
        "--partial and send only the repaired rows later (--returned FILE.xlsx --only-bad).",
    )


def _shown(findings: Sequence[Finding]) -> list[Finding]:
    shown: list[Finding] = []
    for severity, most in _SHOWN.items():
        shown += [finding for finding in findings if finding.severity is severity][:most]
    return shown


def _report(preview: Preview, choices: _Choices, written: Path | None) -> dict[str, object]:
    return {
        "committed": preview.appended is not None and not choices.preview_only,
        "counts": preview.counts,
        "file": preview.file,
        "findings": [finding.as_dict() for finding in preview.findings],
        "import_id": preview.import_id if preview.appended is not None else "",
        "refused": False,
        "returned": str(written) if written else "",
    }


def _refused(path: Path, refusal: InputRefused) -> dict[str, object]:
    return {
        "committed": False,
        "file": path.name,
        "findings": [finding.as_dict() for finding in refusal.findings],
        "refused": True,
    }


def _undo(
    voice: Voice, place: Workspace, import_id: str, request: ImportRequest, *, as_json: bool
) -> None:
    undo = plan_undo(place.ledger(), import_id, request)
    if len(undo.appended):
        place.append(undo.appended, undo.record)
    if as_json:
        voice.data({"undo": dict(undo.record), "findings": [f.as_dict() for f in undo.findings]})
        return
    c = undo.counts
    voice.say(
        Text(
            f"Đã hoàn tác {import_id}: {c['voided']} rút lại, {c['restored']} khôi phục, "
            f"{c['kept']} giữ nguyên.",
            f"{import_id} is undone: {c['voided']} voided, {c['restored']} restored, "
            f"{c['kept']} kept.",
        )
    )
    voice.findings(undo.findings)


def _list(voice: Voice, place: Workspace, *, as_json: bool) -> None:
    records = place.imports()
    if as_json:
        voice.data({"imports": list(records)})
        return
    voice.table(
        Text("Các lần nhập", "Imports"),
        (
            Text("mã", "id"),
            Text("thời điểm", "time"),
            Text("người", "by"),
            Text("tệp", "file"),
            Text("kết quả", "result"),
        ),
        [
            (
                str(record["import_id"]),
                str(record.get("at", "")),
                str(record.get("by", "")),
                str(record.get("file", record.get("undoes", ""))),
                _counted(record.get("counts")),
            )
            for record in records
        ],
    )


def _counted(counts: object) -> str:
    if not isinstance(counts, dict):
        return ""
    return ", ".join(f"{name} {count}" for name, count in counts.items() if count)
