"""Commands that the site adds to `parkloop`. Django comes in only when one of them runs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from parkloop.cli.common import Voice, pass_voice
from parkloop.errors import RequestError
from parkloop.texts import Text
from parkloop_web.server.certificates import own_certificate
from parkloop_web.server.installation import Installation
from parkloop_web.server.supervise import environment_with, keep_running, site, worker

_ACTS: Final = "parkloop_web.server.acts"
_data = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="PARKLOOP_DATA",
    default=Path("parkloop-data"),
    show_default=True,
    show_envvar=True,
    help="Folder of the installation: its database, its secret key.",
)
_host = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
_port = click.option("--port", default=8000, show_default=True, help="Port to listen at.")
_workers = click.option(
    "--workers", default=2, show_default=True, help="Processes that answer requests."
)


@click.command("serve")
@_data
@_host
@_port
@_workers
@pass_voice
def serve(voice: Voice, data: Path, host: str, port: int, workers: int) -> None:
    """Serve the site: database, pages and background work, until Ctrl-C."""
    installation = Installation.at(data)
    installation.start_database()
    acts = installation.open(_ACTS)
    acts.make_ready()
    secret = acts.first_administrator(datetime.now(UTC))
    _announce(voice, host, port, {"board": secret} if secret else {})
    _run(voice, installation, host, port, workers)


@click.command("demo-site")
@click.argument("workspace", type=click.Path(path_type=Path, exists=True, file_okay=False))
@_data
@_host
@_port
@_workers
@pass_voice
def demo_site(
    voice: Voice, workspace: Path, data: Path, host: str, port: int, workers: int
) -> None:
    """Serve the site with the demo zone of WORKSPACE, and print a one-time link per role."""
    installation = Installation.at(data)
    installation.start_database()
    acts = installation.open(_ACTS)
    acts.make_ready()
    acts.load_demo_zone(workspace, datetime.now(UTC))
    _announce(voice, host, port, acts.demo_links(datetime.now(UTC)))
    _run(voice, installation, host, port, workers)


@click.command("link")
@click.argument("email")
@_data
@_host
@_port
@pass_voice
def link(voice: Voice, email: str, data: Path, host: str, port: int) -> None:
    """Print a new one-time sign-in link for the account with this EMAIL; older ones end."""
    installation = Installation.at(data)
    ours = installation.cluster
    was_running = ours is not None and ours.runs()
    installation.start_database()
    try:
        secret = installation.open(_ACTS).link_for(email, datetime.now(UTC))
    finally:
        if not was_running:
            installation.stop_database()
    if secret is None:
        raise RequestError(
            Text(
                f"Không có tài khoản nào với địa chỉ {email}. Quản trị viên mời người mới trên "
                "trang “Người và quyền”.",
                f"There is no account with the address {email}. Administrators invite new people "
                "on the page “People and rights”.",
            )
        )
    voice.say(Text(_address(host, port, secret), _address(host, port, secret)))


def _run(
    voice: Voice,
    installation: Installation,
    host: str,
    port: int,
    workers: int,
    tls: tuple[str, str] | None = None,
) -> None:
    more = {"PARKLOOP_TLS": "1"} if tls else {}
    try:
        code = keep_running(
            (site(host, port, workers, tls), worker()),
            environment_with(installation.environment | more),
            look_after=installation.keep_database,
            tell=lambda name: voice.warn(
                Text(
                    f"Tiến trình “{name}” liên tục dừng; xem thông báo ở trên, rồi chạy "
                    "`parkloop doctor`.",
                    f"The process “{name}” keeps dying; see its words above, then run "
                    "`parkloop doctor`.",
                )
            ),
        )
    finally:
        installation.stop_database()
    if code:
        raise SystemExit(code)


def _announce(voice: Voice, host: str, port: int, secrets: dict[str, str]) -> None:
    voice.say(
        Text(
            f"Trang web: http://{host}:{port}/ (Ctrl-C để dừng)",
            f"The site: http://{host}:{port}/ (Ctrl-C ends it)",
        )
    )
    for role, secret in secrets.items():
        name, address = _ROLES[role], _address(host, port, secret)
        voice.say(
            Text(
                f"Vào một lần với vai trò {name.vi}: {address}",
                f"Enter once as {name.en}: {address}",
            )
        )


_ROLES: Final = {
    "board": Text("ban quản lý", "board"),
    "operator": Text("công ty hạ tầng", "operator"),
    "tenant": Text("doanh nghiệp", "tenant"),
    "expert": Text("chuyên gia", "expert"),
}


def _address(host: str, port: int, secret: str) -> str:
    return f"http://{host}:{port}/enter/{secret}/"


@click.command("pact serve")
@_data
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
    files = (certificate, key) if certificate and key else _own_certificate(installation, host)
    installation.start_database()
    acts = installation.open(_ACTS)
    acts.make_ready()
    secret = acts.first_administrator(datetime.now(UTC))
    voice.say(
        Text(
            f"Máy chủ PACT: https://{host}:{port}/pact · chứng thư: {files[0]} (Ctrl-C để dừng)",
            f"PACT host: https://{host}:{port}/pact · certificate: {files[0]} (Ctrl-C ends it)",
        )
    )
    if secret:
        name, address = _ROLES["board"], f"https://{host}:{port}/enter/{secret}/"
        voice.say(
            Text(
                f"Vào một lần với vai trò {name.vi}: {address}",
                f"Enter once as {name.en}: {address}",
            )
        )
    _run(voice, installation, host, port, workers, (str(files[0]), str(files[1])))


def _own_certificate(installation: Installation, host: str) -> tuple[Path, Path]:
    return own_certificate(installation.folder, host, datetime.now(UTC))


COMMANDS: Final = (serve, demo_site, link, pact_serve)
