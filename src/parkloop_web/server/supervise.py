"""Keeps the site and its worker running beside the database, and ends them together."""

from __future__ import annotations

import contextlib
import os
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from types import FrameType
from typing import Final

from parkloop_web.server.lifeline import STARTED_BY

#: A child that dies this often within a minute is not started again.
_MOST_RESTARTS: Final = 5
_MINUTE: Final = 60.0
_LOOK_EVERY: Final = 0.25
#: How long we wait for our own answer before we look at the processes again [s].
_PATIENCE: Final = 2.0


@dataclass
class Child:
    """A process that is started again when it dies."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self, environment: Mapping[str, str], now: float) -> None:
        self.starts = [at for at in self.starts if now - at < _MINUTE] + [now]
        self.process = subprocess.Popen(
            self.command,
            env={**environment, STARTED_BY: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            # Ctrl-C reaches us alone; children are then ended in order.
            start_new_session=True,
        )

    @property
    def died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    @property
    def dies_too_often(self) -> bool:
        return len(self.starts) > _MOST_RESTARTS

    def end(self, patience: float = 15.0) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def site(host: str, port: int, workers: int, tls: tuple[str, str] | None = None) -> Child:
    """The site behind granian; ``tls`` are the files of a certificate and its key."""
    secured = ("--ssl-certificate", tls[0], "--ssl-keyfile", tls[1]) if tls else ()
    return Child(
        "site",
        (
            sys.executable, "-m", "parkloop_web.server.web", "--interface", "wsgi", "--host", host,
            "--port", str(port), "--workers", str(workers), "--blocking-threads", "4",
            "--blocking-threads-idle-timeout", "600", "--http", "1", "--no-ws", *secured,
            "--log-level", "warning", "--respawn-failed-workers", "--workers-kill-timeout", "8",
            "parkloop_web.server.answering:application",
        ),
    )  # fmt: skip


def worker() -> Child:
    """What works the queue of jobs."""
    return Child(
        "worker",
        (sys.executable, "-m", "parkloop_web.server.worker"),
    )


def keep_running(
    children: Sequence[Child],
    environment: Mapping[str, str],
    *,
    look_after: Callable[[], bool],
    tell: Callable[[str], None],
    ready: Callable[[], bool],
    announce: Callable[[], None],
) -> int:
    """Start the children and stay until asked to end; returns the exit code.

    ``look_after`` is called with every look: there the database is started again if it died. When
    it did, what died with it is not held against a child.
    ``tell`` gets the name of a child that keeps dying, for which everything is ended.
    ``announce`` is called once, after the first look that finds us ``ready``: an address that is
    told earlier is clicked earlier, and the browser then shows a refused connection.
    """
    announced = False
    with _until_asked() as asked:
        for child in children:
            child.start(environment, time.monotonic())
        try:
            while not asked():
                time.sleep(_LOOK_EVERY)
                if look_after():
                    for child in children:
                        child.starts.clear()
                for child in children:
                    if asked() or not child.died:
                        continue
                    if child.dies_too_often:
                        tell(child.name)
                        return 1
                    child.start(environment, time.monotonic())
                if not announced and ready():
                    announced = True
                    announce()
            return 0
        finally:
            for child in reversed(children):
                child.end()


def answers(host: str, port: int, *, secure: bool) -> bool:
    """Whether the site answers a request, with whatever status."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    line = _unverified(here, port) if secure else HTTPConnection(here, port, timeout=_PATIENCE)
    try:
        line.request("HEAD", "/")
        line.getresponse()
    except (OSError, HTTPException):
        return False
    else:
        return True
    finally:
        line.close()


def _unverified(host: str, port: int) -> HTTPSConnection:
    """We ask ourselves whether we are there, not who we are."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return HTTPSConnection(host, port, timeout=_PATIENCE, context=context)


@contextlib.contextmanager
def _until_asked() -> Iterator[Callable[[], bool]]:
    """Says whether somebody has asked us to end (Ctrl-C, SIGTERM, SIGHUP)."""
    wanted: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        wanted.append(number)

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, note) for number in numbers}
    try:
        yield lambda: bool(wanted)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def environment_with(more: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "parkloop_web.settings", **more}
