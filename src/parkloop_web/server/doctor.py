"""Looks whether an installation is well; every finding says what to do."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from parkloop.findings import Finding, Where, in_order
from parkloop.texts import Text, same_in_both
from parkloop_web.audit.chain import verify_chain
from parkloop_web.database.rls import APPEND_ONLY, NOT_OF_TENANTS, READ_ONLY
from parkloop_web.server import doctor_rules as rules
from parkloop_web.server.cluster import EXTENSIONS
from parkloop_web.server.installation import Installation

_WAITING_MINUTES: Final = 5
_SILENT_S: Final = 60
_CLOCK_S: Final = 5.0
_LEAST_GB: Final = 2.0
_LEAST_SHARE: Final = 5.0
_BACKUP_AGE: Final = timedelta(days=8)


def examine(installation: Installation, now: datetime) -> tuple[Finding, ...]:
    """Everything that is found, worst first."""
    found = [*_folder(installation, now), *_reachable()]
    if not any(finding.rule == rules.UNREACHABLE.code for finding in found):
        found += [*_clock(now), *_extensions(), *_powers()]
        unready = list(_migrations())
        found += unready or [*_tables(), *_grants(), *_audit(), *_jobs()]
    connections.close_all()
    return in_order(found)


def _rows(query: str, *values: str | int, using: str = "owner") -> list[tuple[Any, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(query, values or None)
        return list(cursor.fetchall())


def _folder(installation: Installation, now: datetime) -> Iterator[Finding]:
    usage = shutil.disk_usage(installation.folder)
    free, share = usage.free / 1e9, 100 * usage.free / usage.total
    if free < _LEAST_GB or share < _LEAST_SHARE:
        yield rules.DISK_FULL.finding(
            Where(), folder=installation.folder, free=f"{free:.1f}", share=f"{share:.0f}"
        )
    key = installation.folder / "secret-key"
    if key.exists() and stat.S_IMODE(key.stat().st_mode) & 0o077:
        yield rules.KEY_OPEN.finding(Where(), file=key)
    last = installation.last_backup
    if last is None or now - last > _BACKUP_AGE:
        when = Text("chưa có", "none yet") if last is None else same_in_both(f"{last:%Y-%m-%d}")
        yield rules.NO_BACKUP.finding(Where(), when_vi=when.vi, when_en=when.en)


def _reachable() -> Iterator[Finding]:
    for alias in ("default", "owner"):
        try:
            connections[alias].ensure_connection()
        except DatabaseError as refused:
            role = connections[alias].settings_dict["USER"]
            yield rules.UNREACHABLE.finding(Where(), role=role, said=str(refused).strip())


def _clock(now: datetime) -> Iterator[Finding]:
    """``now`` was asked for a moment ago; what the database says may be a little later."""
    there: datetime = _rows("SELECT clock_timestamp()")[0][0]
    apart = abs((there - max(now, datetime.now(UTC))).total_seconds())
    if apart > _CLOCK_S:
        yield rules.CLOCKS_DIFFER.finding(Where(), seconds=f"{apart:.0f}")


def _extensions() -> Iterator[Finding]:
    there = {name for (name,) in _rows("SELECT extname FROM pg_extension")}
    for name in EXTENSIONS:
        if name not in there:
            yield rules.MISSING_EXTENSION.finding(Where(), name=name)


def _powers() -> Iterator[Finding]:
    role, *flags, owned = _rows(
        "SELECT current_user, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, "
        # Tables of one session (of an import, or left by one that was killed) bind nobody.
        "(SELECT count(*) > 0 FROM pg_class WHERE relowner = pg_roles.oid AND relkind IN ('r','p') "
        "AND relpersistence <> 't')"
        " FROM pg_roles WHERE rolname = current_user",
        using="default",
    )[0]
    names = ("superuser", "bypassrls", "createrole", "createdb", "owner of tables")
    powers = [name for name, has in zip(names, (*flags, owned), strict=True) if has]
    if powers:
        yield rules.TOO_MIGHTY.finding(Where(), role=role, powers=", ".join(powers))


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connections["owner"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        first = plan[0][0]
        yield rules.NOT_MIGRATED.finding(
            Where(), count=len(plan), first=f"{first.app_label}.{first.name}"
        )


def _tables() -> Iterator[Finding]:
    for (name,) in _rows(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
        "AND relkind IN ('r', 'p') AND NOT relrowsecurity ORDER BY relname"
    ):
        if name not in NOT_OF_TENANTS and not name.startswith("procrastinate_"):
            yield rules.UNPROTECTED.finding(Where(), table=name)


def _grants() -> Iterator[Finding]:
    for table in (*APPEND_ONLY, *READ_ONLY):
        for privilege in ("UPDATE", "DELETE", "TRUNCATE"):
            ((may,),) = _rows(
                "SELECT has_table_privilege(%s, %s)", table, privilege, using="default"
            )
            if may:
                yield rules.CHANGEABLE.finding(Where(), table=table, privilege=privilege)


def _audit() -> Iterator[Finding]:
    chain = verify_chain()
    if not chain.holds:
        broken = "—" if chain.broken_at is None else chain.broken_at
        yield rules.CHAIN_BROKEN.finding(
            Where(), events=chain.events, broken_at=broken, unlinked=chain.unlinked
        )


def _jobs() -> Iterator[Finding]:
    ((waiting, silent),) = _rows(
        """
        SELECT count(*) FILTER (WHERE status = 'todo' AND deferred < now() - %s * interval '1 min'),
               count(*) FILTER (WHERE status = 'doing' AND (w.last_heartbeat IS NULL
                                OR w.last_heartbeat < now() - %s * interval '1 s'))
        FROM procrastinate_jobs j
        LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
        LEFT JOIN LATERAL (SELECT max(at) AS deferred FROM procrastinate_events e
                           WHERE e.job_id = j.id) AS last ON true
        WHERE j.scheduled_at IS NULL OR j.scheduled_at < now()
        """,
        _WAITING_MINUTES,
        _SILENT_S,
    )
    if waiting or silent:
        yield rules.JOBS_STUCK.finding(
            Where(), waiting=waiting, silent=silent, minutes=_WAITING_MINUTES
        )
    failed = _rows(
        "SELECT task_name FROM procrastinate_jobs j WHERE status = 'failed' AND EXISTS ("
        "SELECT FROM procrastinate_events e WHERE e.job_id = j.id AND e.at > now() - interval "
        "'7 days') ORDER BY id DESC"
    )
    if failed:
        yield rules.JOBS_FAILED.finding(Where(), count=len(failed), task=failed[0][0])
