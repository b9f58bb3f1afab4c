"""Imports through the pages of a served site while its processes are killed, and what is left.

A person sends a file, looks at check and comparison, accepts it, waits until it is in; when an
answer is lost, they look where things stand and go on from there, as people do. Nobody sends a
file twice that the site has.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from http.client import HTTPException
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg

from tests.core.io.import_park import flow_book, flow_row
from tests.web.site import ROOT, Site, command, data_folder, served

DATABASE = "parkloop"
#: Enterprises of the trial zone, who keeps their data, and the node that their rows flow to.
KEEPERS = (("op", "operator", "net"), ("t01", "editor", "t01-boiler"))
_PATIENCE_S = 300.0
_MAKE = """
import json, sys
from pathlib import Path
from importlib import import_module
from parkloop_web.server.installation import Installation
made = Installation.at(Path(sys.argv[1]))
with made.running():
    made.open("parkloop_web.server.acts").make_ready()
    print(json.dumps(import_module("tests.browser.trial_people").make(("operator", "editor"))))
"""


class Part(Enum):
    """What is killed."""

    ANSWERING = "a process that answers"
    SITE = "the process that holds the port"
    WORKER = "the worker"
    DATABASE = "the database"


@contextmanager
def trial_site() -> Iterator[tuple[Site, Mapping[str, str]]]:
    """`parkloop serve` with the trial zone, and the key of a session for each keeper."""
    with data_folder() as folder:
        folder.mkdir()
        kept = {k: v for k, v in os.environ.items() if not k.startswith("DATABASE_")}
        kept |= {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        kept |= {"DJANGO_SETTINGS_MODULE": "parkloop_web.settings"}
        made = subprocess.run(
            [sys.executable, "-c", _MAKE, str(folder)],
            env=kept, cwd=ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
        sessions = json.loads(made.stdout.splitlines()[-1])
        with served(folder) as site:
            yield site, {name: keys[0] for name, keys in sessions.items()}


@dataclass(frozen=True)
class Sent:
    """A file with a row per meter; its meters are in no other file."""

    enterprise: str
    name: str
    content: bytes
    rows: Mapping[str, float]


def file_of(folder: Path, enterprise: str, node: str, number: int, rows: int) -> Sent:
    quantities = {
        f"{enterprise}-{number:04}-{row:04}": round(100.0 + (number * 7919 + row) % 9973 / 7, 3)
        for row in range(rows)
    }
    name = f"{enterprise}-{number:04}.xlsx"
    lines = (
        flow_row(to_node=node, quantity=quantity, series=series)
        for series, quantity in quantities.items()
    )
    return Sent(enterprise, name, flow_book(folder / name, lines).read_bytes(), quantities)


class _Lost(Exception):
    """No answer, or one that says that the site is broken now."""


@dataclass
class Keeper:
    """Somebody who sends files; ``asking`` while a request is under way."""

    site: Site
    session: str
    asking: bool = False
    lost: int = 0
    again: int = 0

    def take_in(self, sent: Sent) -> None:
        """The wizard from the file to the ledger."""
        place = self._until(lambda: self._sent(sent))
        self._until(lambda: self._accepted(place))
        self._until(lambda: self._in(place))

    def _until(self, step: Callable[[], Any]) -> Any:
        """Go on until it is done; a lost answer leads to another look."""
        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end:
            try:
                if done := step():
                    return done
            except _Lost:
                self.lost += 1
            time.sleep(0.1)
        raise AssertionError(f"not done in {_PATIENCE_S:.0f} s: {self.site.said[-2000:]}")

    def _sent(self, sent: Sent) -> str | None:
        imports = f"/p/{sent.enterprise}/imports/"
        there = self._place_in_list(self._ask(imports)[1], sent.name)
        if there is None:
            self._ask(imports, {}, (sent.name, sent.content))
            there = self._place_in_list(self._ask(imports)[1], sent.name)
        return there

    @staticmethod
    def _place_in_list(page: str, name: str) -> str | None:
        found = re.search(rf'href="(/p/[\w-]+/imports/\d+/)[^"]*"[^>]*>\s*{re.escape(name)}', page)
        return found[1] if found else None

    def _accepted(self, place: str) -> bool:
        where, _ = self._ask(place)
        if where == place:  # it waits, or is in already
            return True
        self._ask(f"{place}check/")
        self._ask(f"{place}compare/")
        self._ask(f"{place}accept/", {"reason": "trial"})
        return False

    def _in(self, place: str) -> bool:
        where, page = self._ask(place)
        if where != place:  # it was told why not; nothing was written
            self.again += 1
            self._accepted(place)
            return False
        return "are in the ledger" in page

    def _ask(
        self,
        path: str,
        fields: Mapping[str, str] | None = None,
        file: tuple[str, bytes] | None = None,
    ) -> tuple[str, str]:
        """Where the answer led, and the page; raises _Lost."""
        token = "t" * 32
        request = urllib.request.Request(
            self.site.address + path,
            headers={
                "Cookie": f"sessionid={self.session}; csrftoken={token}; parkloop_language=en"
            },
        )
        if fields is not None:
            boundary = uuid.uuid4().hex
            request.data = _form({"csrfmiddlewaretoken": token, **fields}, file, boundary)
            request.add_header("Content-Type", f"multipart/form-data; boundary={boundary}")
        self.asking = True
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.url.removeprefix(self.site.address), answer.read().decode()
        except urllib.error.HTTPError as refused:
            if refused.code in (404, 409):  # it has moved on since: look again
                return "", ""
            if refused.code < 500:
                raise AssertionError(f"{path}: {refused.code} {refused.read()[:500]!r}") from None
            raise _Lost from refused
        except (OSError, HTTPException) as gone:
            raise _Lost from gone
        finally:
            self.asking = False


def _form(fields: Mapping[str, str], file: tuple[str, bytes] | None, boundary: str) -> bytes:
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if file is not None:
        head = f'Content-Disposition: form-data; name="file"; filename="{file[0]}"'
        parts.append(f"--{boundary}\r\n{head}\r\n\r\n".encode() + file[1] + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode()


@dataclass
class Trial:
    """Keepers who send files one after the other until they are told to end."""

    site: Site
    keepers: Sequence[Keeper]
    folder: Path
    rows: int
    done: list[Sent] = field(default_factory=list)
    failed: list[BaseException] = field(default_factory=list)
    ended: bool = False

    def work(self, keeper: Keeper, enterprise: str, node: str) -> None:
        number = 0
        try:
            while not self.ended:
                sent = file_of(self.folder, enterprise, node, number, self.rows)
                keeper.take_in(sent)
                self.done.append(sent)
                number += 1
        except BaseException as problem:  # told by the main thread
            self.failed.append(problem)
            raise


@dataclass(frozen=True)
class Outcome:
    """What the ledger holds against what people were told is in."""

    kills: Counter[Part]
    during_a_job: int
    during_a_request: int
    files: int
    rows: int
    lost: int
    doubled: int
    wrong: int
    jobs: int
    begun_anew: int
    unfinished: int
    answers_lost: int
    accepted_again: int
    slowest_return_s: float
    #: What `parkloop doctor` says in the end; it checks the audit's chain among others.
    doctor: str
    sound: bool

    @property
    def holds(self) -> bool:
        return self.sound and not (self.lost or self.doubled or self.wrong or self.unfinished)


def crash(kills: int, rows: int, seed: int) -> Outcome:
    """Kill so many times while files are taken in; moments and victims come from the seed."""
    with trial_site() as (site, sessions):
        keepers = [Keeper(site, sessions[who]) for _, who, _ in KEEPERS]
        trial = Trial(site, keepers, site.folder, rows)
        threads = [
            Thread(target=trial.work, args=(keeper, enterprise, node), daemon=True)
            for keeper, (enterprise, _, node) in zip(keepers, KEEPERS, strict=True)
        ]
        for thread in threads:
            thread.start()
        killer = Killer(site, trial, random.Random(seed))
        for number in range(kills):
            killer.kill(number)
        trial.ended = True
        for thread in threads:
            thread.join(2 * _PATIENCE_S)
        if trial.failed:
            raise trial.failed[0]
        return _outcome(trial, killer)


#: `parkloop serve` ends everything when a part dies more than five times a minute.
_MOST_A_MINUTE = 4
_STARTED_BY_US = (Part.SITE, Part.WORKER)


@dataclass
class Killer:
    site: Site
    trial: Trial
    chance: random.Random
    kills: Counter[Part] = field(default_factory=Counter)
    during_a_job: int = 0
    during_a_request: int = 0
    slowest_return_s: float = 0.0
    _at: dict[Part, list[float]] = field(default_factory=dict)

    def kill(self, number: int) -> None:
        """One SIGKILL in the midst of imports; returns when everything is back."""
        part = self._victim(number)
        self._wait_for_work(part)
        time.sleep(self.chance.uniform(0.0, 0.3))
        self.during_a_job += bool(_count(self.site, "jobs_job WHERE state = 'running'"))
        self.during_a_request += any(keeper.asking for keeper in self.trial.keepers)
        dead = self._pid(part)
        began = time.monotonic()
        os.kill(dead, signal.SIGKILL)
        self.kills[part] += 1
        self._at.setdefault(part, []).append(began)
        self._wait_until_back(part, dead)
        self.slowest_return_s = max(self.slowest_return_s, time.monotonic() - began)

    def _victim(self, number: int) -> Part:
        """Each part in turn at first, then by chance, never too often for the supervisor."""
        parts = list(Part)
        part = parts[number % len(parts)] if number < len(parts) else self.chance.choice(parts)
        if part in _STARTED_BY_US:
            recent = [at for at in self._at.get(part, ()) if time.monotonic() - at < 60.0]
            if len(recent) >= _MOST_A_MINUTE:
                return self.chance.choice((Part.ANSWERING, Part.DATABASE))
        return part

    def _wait_for_work(self, part: Part) -> None:
        """A kill is to hit an import: one that is sent, or one that is written."""
        end = time.monotonic() + 30
        while time.monotonic() < end and not self.trial.failed:
            if part is Part.WORKER and _count(self.site, "jobs_job WHERE state = 'running'"):
                return
            if part is not Part.WORKER and any(keeper.asking for keeper in self.trial.keepers):
                return
            time.sleep(0.01)

    def _pid(self, part: Part) -> int:
        if part is Part.DATABASE:
            pid = self.site.cluster.process_id()
            assert pid is not None
            return pid
        if part is Part.WORKER:
            return self.site.children("parkloop_web.server.worker")[0]
        of_site = self.site.children("parkloop_web.server.web")
        return of_site[0] if part is Part.SITE else self.chance.choice(of_site[1:])

    def _wait_until_back(self, part: Part, dead: int) -> None:
        end = time.monotonic() + 120
        while not self._is_back(part, dead):
            assert time.monotonic() < end, self.site.said[-2000:]
            assert self.site.process.poll() is None, self.site.said[-2000:]
            time.sleep(0.05)
        self.site.wait_until_it_answers(120)

    def _is_back(self, part: Part, dead: int) -> bool:
        if part is Part.DATABASE:
            return self.site.cluster.process_id() not in (None, dead) and self.site.cluster.runs()
        if part is Part.WORKER:
            return bool(set(self.site.children("parkloop_web.server.worker")) - {dead})
        living = set(self.site.children("parkloop_web.server.web")) - {dead}
        return len(living) >= 3  # who holds the port, and two that answer


def _count(site: Site, rows: str) -> int:
    return int(_query(site, f"SELECT count(*) FROM {rows}")[0][0])


def _query(site: Site, text: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(site.cluster.url("postgres", DATABASE)) as connection:
        return connection.execute(text.encode()).fetchall()


def _outcome(trial: Trial, killer: Killer) -> Outcome:
    """Read past all rights what is really there."""
    wanted = {series: q for sent in trial.done for series, q in sent.rows.items()}
    entries = _query(
        trial.site,
        "SELECT series, quantity FROM ledger_entry WHERE series ~ '-[0-9]{4}-[0-9]{4}$'",
    )
    times = Counter(series for series, _ in entries)
    current = _query(
        trial.site,
        "SELECT e.series FROM ledger_current c JOIN ledger_entry e ON e.id = c.entry_id "
        "WHERE e.series ~ '-[0-9]{4}-[0-9]{4}$'",
    )
    held = {series for (series,) in current}
    doctor = command("doctor", "--data", str(trial.site.folder))
    return Outcome(
        kills=killer.kills,
        during_a_job=killer.during_a_job,
        during_a_request=killer.during_a_request,
        files=len(trial.done),
        rows=len(wanted),
        lost=len(wanted.keys() - times.keys()) + len(wanted.keys() - held),
        doubled=sum(n - 1 for n in times.values()) + len(current) - len(held),
        wrong=sum(1 for series, quantity in entries if wanted.get(series) != quantity),
        jobs=_count(trial.site, "jobs_job"),
        begun_anew=_count(trial.site, "jobs_job WHERE starts > 1"),
        unfinished=_count(trial.site, "jobs_job WHERE state IN ('waiting', 'running')"),
        answers_lost=sum(keeper.lost for keeper in trial.keepers),
        accepted_again=sum(keeper.again for keeper in trial.keepers),
        slowest_return_s=killer.slowest_return_s,
        doctor=doctor.stdout + doctor.stderr,
        sound=doctor.returncode == 0,
    )
