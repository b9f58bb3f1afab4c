"""Commands that the site adds to `parkloop`. Django comes in only when one of them runs."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import click

from parkloop.cli.common import FAULT, Voice, finish, json_option, pass_voice
from parkloop.errors import RequestError
from parkloop.findings import Finding
from parkloop.texts import Text
from parkloop_web.server.backup import read_backup, write_backup
from parkloop_web.server.certificates import own_certificate
from parkloop_web.server.installation import Installation
from parkloop_web.server.supervise import answers, environment_with, keep_running, site, worker

_ACTS: Final = "parkloop_web.server.acts"
_ROLES: Final = {
    "board": Text("ban quản lý", "board"),
    "operator": Text("công ty hạ tầng", "operator"),
    "tenant": Text("doanh nghiệp", "tenant"),
    "expert": Text("chuyên gia", "expert"),
}
data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="PARKLOOP_DATA",
    default=Path("parkloop-data"),
    show_default=True,
    show_envvar=True,
    help="Folder of the installation: its database, its secret key.",
)
_host = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
_port = click.option(
    "--port", default=8000, show_default=True, help="Port to listen at; 0: any that is free."
)
_workers = click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Processes that answer requests.",
)


@click.command("serve")
@data_option
@_host
@_port
@_workers
@click.option(
    "--administrator",
    default="",
    help="E-mail address of the first board administrator, where there is nobody yet.",
)
@pass_voice
def serve(voice: Voice, data: Path, host: str, port: int, workers: int, administrator: str) -> None:
    """Serve the site: database, pages and background work, until Ctrl-C."""
    _serve(voice, Installation.at(data), host, port, workers, _first(administrator))


def _first(administrator: str) -> Callable[[Any], dict[str, str]]:
    def begin(acts: Any) -> dict[str, str]:
        secret = acts.first_administrator(datetime.now(UTC), administrator)
        return {"board": secret} if secret else {}

    return begin


@click.command("demo-site")
@click.argument("workspace", type=click.Path(path_type=Path, exists=True, file_okay=False))
@data_option
@_host
@_port
@_workers
@pass_voice
def demo_site(
    voice: Voice, workspace: Path, data: Path, host: str, port: int, workers: int
) -> None:
    """Serve the site with the demo zone of WORKSPACE, and print a one-time link per role."""

    def load(acts: Any) -> dict[str, str]:
        acts.load_demo_zone(workspace, datetime.now(UTC))
        links: dict[str, str] = acts.demo_links(datetime.now(UTC))
        return links

    _serve(voice, Installation.at(data), host, port, workers, load)


@click.command("link")
@click.argument("email")
@data_option
@click.option(
    "--hours",
    type=click.IntRange(1, 24 * 14),
    default=72,
    show_default=True,
    help="How long the link may be used.",
)
@pass_voice
def link(voice: Voice, email: str, data: Path, hours: int) -> None:
    """Print a new one-time sign-in link for the account with this EMAIL; older ones end."""
    installation = existing(data)
    with installation.running():
        secret = installation.open(_ACTS).link_for(email, datetime.now(UTC), timedelta(hours=hours))
    if secret is None:
        raise RequestError(
            Text(
                f"Không có tài khoản nào với địa chỉ {email}. Quản trị viên mời người mới trên "
                "trang “Người và quyền”.",
                f"There is no account with the address {email}. Administrators invite new people "
                "on the page “People and rights”.",
            )
        )
    voice.say(_link(installation.address, secret))


def existing(data: Path) -> Installation:
    """The installation in a folder; raises ``RequestError`` where there is none."""
    installation = Installation.at(data)
    if not installation.exists:
        raise RequestError(
            Text(
                f"Chưa có cài đặt nào trong {installation.folder}. Hãy chạy parkloop serve trước, "
                "hoặc chỉ thư mục khác bằng --data.",
                f"There is no installation in {installation.folder}. Run parkloop serve first, or "
                "name another folder with --data.",
            )
        )
    return installation


def _serve(
    voice: Voice,
    installation: Installation,
    host: str,
    port: int,
    workers: int,
    begin: Callable[[Any], dict[str, str]],
    tls: tuple[str, str] | None = None,
    *also: Text,
) -> None:
    """``begin`` fills what is empty and gives secrets of one-time links by role; ``also`` is told
    beside the address, once that answers."""
    with installation.alone():
        port = _free(host, port)
        installation.note_address(_address(host, port, secure=tls is not None))
        installation.start_database()
        try:
            acts = installation.open(_ACTS)
            acts.make_ready()
            secrets = begin(acts)
            acts.leave()
            code = _run(
                voice,
                installation,
                (host, port),
                workers,
                tls,
                announce=lambda: _announce(voice, installation.address, secrets, also),
            )
        finally:
            installation.stop_database()
    if code:
        sys.exit(FAULT)


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@data_option
@json_option
@pass_voice
def backup(voice: Voice, file: Path, data: Path, *, as_json: bool) -> None:
    """Write everything that the site holds into one FILE; the site may go on running."""
    installation = existing(data)
    with installation.running():
        manifest = write_backup(installation, file, datetime.now(UTC))
    if as_json:
        voice.data(manifest.as_dict())
        return
    voice.say(
        Text(
            f"Đã sao lưu {len(manifest.tables)} bảng, {manifest.rows} dòng vào {file}. Tệp chứa "
            "mọi dữ liệu và khóa bí mật: hãy cất ở nơi chỉ người quản trị đọc được.",
            f"Backed up {len(manifest.tables)} tables, {manifest.rows} rows, to {file}. The file "
            "holds all data and the secret key: keep it where only administrators can read it.",
        )
    )


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@data_option
@json_option
@pass_voice
def restore(voice: Voice, file: Path, data: Path, *, as_json: bool) -> None:
    """Fill an empty installation from the backup FILE, and compare every table with it."""
    installation = Installation.at(data)
    with installation.alone(), installation.running():
        manifest = read_backup(installation, file)
        acts = installation.open(_ACTS)
        acts.make_ready()
        acts.leave()
    if as_json:
        voice.data(manifest.as_dict())
        return
    voice.say(
        Text(
            f"Đã phục hồi {len(manifest.tables)} bảng, {manifest.rows} dòng; mọi bảng khớp với "
            "bản sao lưu. Chạy parkloop serve để mở lại trang web.",
            f"Restored {len(manifest.tables)} tables, {manifest.rows} rows; every table equals "
            "the backup. parkloop serve opens the site again.",
        )
    )


@click.command("doctor")
@data_option
@json_option
@pass_voice
def doctor(voice: Voice, data: Path, *, as_json: bool) -> None:
    """Look whether the installation is well: database, rights, audit, jobs, disk, clock."""
    installation = existing(data)
    with installation.running():
        found: Sequence[Finding] = installation.open("parkloop_web.server.doctor").examine(
            installation, datetime.now(UTC)
        )
    if as_json:
        voice.data([finding.as_dict() for finding in found])
    else:
        voice.findings(found)
        if not found:
            voice.say(Text("Mọi thứ đều tốt.", "Everything is well."))
    finish(found)


def _run(
    voice: Voice,
    installation: Installation,
    place: tuple[str, int],
    workers: int,
    tls: tuple[str, str] | None,
    announce: Callable[[], None],
) -> int:
    more = {"PARKLOOP_TLS": "1"} if tls else {}
    return keep_running(
        (site(*place, workers, tls), worker()),
        environment_with(installation.environment | more),
        look_after=installation.keep_database,
        ready=lambda: answers(*place, secure=tls is not None),
        announce=announce,
        tell=lambda name: voice.say(
            Text(
                f"Tiến trình “{name}” liên tục dừng nên tất cả đã dừng; xem thông báo ở trên, rồi "
                "chạy parkloop doctor.",
                f"The process “{name}” keeps dying, so everything was ended; see its words above, "
                "then run parkloop doctor.",
            )
        ),
    )


def _announce(
    voice: Voice, address: str, secrets: dict[str, str], also: Sequence[Text] = ()
) -> None:
    for words in also:
        voice.say(words)
    voice.say(
        Text(
            f"Trang web: {address}/ (Ctrl-C để dừng)",
            f"The site: {address}/ (Ctrl-C ends it)",
        )
    )
    for role, secret in secrets.items():
        name, link_words = _ROLES[role], _link(address, secret)
        voice.say(
            Text(
                f"Vào một lần với vai trò {name.vi}: {link_words}",
                f"Enter once as {name.en}: {link_words}",
            )
        )
    sys.stdout.flush()


def _link(address: str, secret: str) -> str:
    return f"{address}/enter/{secret}/"


def _address(host: str, port: int, *, secure: bool) -> str:
    """Loopback by its name: browsers make no passkeys for an address that is a number."""
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::", "::1") else host
    scheme = "https" if secure else "http"
    return f"{scheme}://[{shown}]:{port}" if ":" in shown else f"{scheme}://{shown}:{port}"


def _free(host: str, port: int) -> int:
    """The port, or a free one for 0; raises ``RequestError`` when it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as refused:
            raise RequestError(
                Text(
                    f"Không mở được {host}:{port} ({refused.strerror}). Hãy chọn cổng khác bằng "
                    "--port.",
                    f"Cannot listen at {host}:{port} ({refused.strerror}). Choose another port "
                    "with --port.",
                )
            ) from refused
        return int(probe.getsockname()[1])


@click.command("pact serve")
@data_option
@_host
@click.option("--port", default=8443, show_default=True, help="Port to listen at.")
@_workers
@click.option(
    "--certificate",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Certificate of this host, PEM (default: one made for this installation).",
)
@click.option(
    "--key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Private key of the certificate, PEM.",
)
@pass_voice
def pact_serve(
    voice: Voice,
    data: Path,
    host: str,
    port: int,
    workers: int,
    certificate: Path | None,
    key: Path | None,
) -> None:
    """Serve the site over https, with the host that partners' systems speak to (PACT)."""
    if (certificate is None) != (key is None):
        raise RequestError(
            Text("Cần cả --certificate và --key.", "Both --certificate and --key are needed.")
        )
    installation = Installation.at(data)
    now = datetime.now(UTC)
    files = (
        (certificate, key)
        if certificate and key
        else own_certificate(installation.folder, host, now)
    )
    words = Text(
        f"Máy chủ PACT: https://{host}:{port}/pact · chứng thư: {files[0]}",
        f"PACT host: https://{host}:{port}/pact · certificate: {files[0]}",
    )
    tls = (str(files[0]), str(files[1]))
    _serve(voice, installation, host, port, workers, _first(""), tls, words)


COMMANDS: Final = (serve, demo_site, link, backup, restore, doctor, pact_serve)
