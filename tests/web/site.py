"""The real command in a process of its own: `parkloop serve` on a free port of loopback."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from parkloop_web.server.cluster import Cluster

_START_S = 300.0
_RUN = (
    "from parkloop.cli.common import Voice; from parkloop_web.server import commands; "
    "commands.{command}(obj=Voice('en'))"
)
ROOT = Path(__file__).parents[2]


def python_of(user: str | None) -> str | None:
    """An interpreter of our version that this account can run; None: there is none."""
    for program in (sys.executable, "/usr/bin/python3"):
        code = (
            f"import sys; assert sys.version_info[:2] == {sys.version_info[:2]}; open({__file__!r})"
        )
        try:
            done = subprocess.run([program, "-c", code], user=user, check=False, cwd="/")
        except OSError:
            continue
        if done.returncode == 0:
            return program
    return None


@dataclass
class Site:
    """A served installation: its data folder, its process, where it answers."""

    folder: Path
    process: subprocess.Popen[bytes]
    log: Path
    user: str | None

    @property
    def said(self) -> str:
        return self.log.read_text("utf-8") if self.log.exists() else ""

    @property
    def address(self) -> str:
        """By number: the name localhost may mean ::1 first."""
        found = re.search(r"http://localhost:(\d+)/", self.said)
        assert found, self.said
        return f"http://127.0.0.1:{found[1]}"

    @property
    def links(self) -> list[str]:
        return re.findall(r"/enter/[\w-]+/", self.said)

    @property
    def cluster(self) -> Cluster:
        return Cluster(self.folder / "database")

    def children(self, words: str) -> list[int]:
        """Numbers of the processes that this site has started, by a word of their command line."""
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            try:
                line = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                environment = (path / "environ").read_bytes()
            except OSError:
                continue
            if words in line and f"PARKLOOP_DATA={self.folder}\0".encode() in environment:
                found.append(int(path.name))
        return sorted(found)

    def get(self, path: str = "/") -> tuple[int, dict[str, str], str]:
        """Status, headers, body."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=20) as answer:
                return answer.status, dict(answer.headers), answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as refused:
            return refused.code, dict(refused.headers), refused.read().decode()

    def wait_until_it_answers(self, seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if self.get("/accounts/login/")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise AssertionError(f"no answer: {self.said}")

    def end(self, number: int = signal.SIGINT, seconds: float = 40.0) -> int:
        self.process.send_signal(number)
        return self.process.wait(seconds)


class Visitor:
    """Somebody with a browser: keeps cookies, sends forms with their token."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())

    def get(self, path: str) -> str:
        with self.opener.open(self.site.address + path, timeout=20) as answer:
            return str(answer.read(), "utf-8")

    def send(self, path: str, **fields: str) -> tuple[str, str]:
        """Fill in the form at this address; where that led, and what stands there."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path))
        assert token
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **fields}).encode()
        with self.opener.open(self.site.address + path, data, timeout=20) as answer:
            return urllib.parse.urlsplit(answer.url).path, answer.read().decode("utf-8", "replace")


def command(name: str, *arguments: str, user: str | None = None, **environment: str):
    """One of the site's commands to its end."""
    return subprocess.run(
        [sys.executable, "-c", _RUN.format(command=name), *arguments],
        env=_environment(environment),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        user=user,
        cwd="/",
    )


def _environment(more: dict[str, str]) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    # The packages by name, for an interpreter that is not the environment's own.
    paths = f"{ROOT / 'src'}:{sysconfig.get_path('purelib')}"
    kept |= {"PYTHONPATH": paths, "PYTHONUTF8": "1", "PARKLOOP_LANG": "en"}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return kept | more


@contextmanager
def data_folder(user: str | None = None) -> Iterator[Path]:
    """A short path, because the path of a socket must be short."""
    folder = Path(tempfile.mkdtemp(prefix="pls-"))
    if user is not None:
        shutil.chown(folder, user)
    try:
        yield folder / "data"
    finally:
        Cluster(folder / "data" / "database").stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def served(
    folder: Path, *arguments: str, serve: str = "serve", user: str | None = None, **more: str
) -> Iterator[Site]:
    """The site, answering; ended afterwards if it still runs."""
    log = folder.parent / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [python_of(user) or sys.executable, "-c", _RUN.format(command=serve), *arguments,
             "--data", str(folder), "--port", "0"],
            env=_environment(more), stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            user=user, cwd="/",
        )  # fmt: skip
    site = Site(folder, process, log, user)
    try:
        end = time.monotonic() + _START_S
        while "Ctrl-C" not in site.said:
            assert process.poll() is None, site.said
            assert time.monotonic() < end, site.said
            time.sleep(0.02)
        yield site
    finally:
        if process.poll() is None:
            site.end()
