"""The trial site in a browser: fixtures for the journeys through pages of data."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@dataclass
class Site:
    """A running site: where it is, and how to open a page as somebody."""

    address: str
    sessions: dict[str, list[str]]
    browser: Any
    contexts: list[Any] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def open(
        self,
        path: str,
        who: str = "editor",
        *,
        language: str = "vi",
        number: int = 0,
        width: int = 1440,
        scheme: str = "light",
    ) -> Any:
        """A page as one person sees it; ``number`` tells two browsers of one person apart."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, accept_downloads=True
        )
        context.set_default_timeout(20_000)
        self.contexts.append(context)
        context.add_cookies(
            [
                {"name": "sessionid", "value": self.sessions[who][number], "url": self.address},
                {"name": "parkloop_language", "value": language, "url": self.address},
            ]
        )
        context.route(
            lambda url: not url.startswith((self.address, "blob:", "data:")),
            self._refuse,
        )
        page = context.new_page()
        page.on("console", lambda m: self._note(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: self._note(str(e)))
        page.goto(self.address + path)
        return page

    def _note(self, problem: str) -> None:
        # A conflict is answered with 409, and the browser says so on its console.
        if "409" not in problem and "422" not in problem:
            self.problems.append(problem)

    def _refuse(self, route: Any) -> None:
        self.problems.append(f"asked another host: {route.request.url}")
        route.abort()


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[str, dict[str, list[str]]]]:
    """One site for the tests of a module."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="plb-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.trial_process", folder, str(port)],
            cwd=ROOT,
            env={
                **{k: v for k, v in os.environ.items() if not k.startswith("DATABASE_")},
                "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
                "DJANGO_SETTINGS_MODULE": "parkloop_web.settings",
            },
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            sessions = json.loads(process.stdout.readline())
            yield f"http://127.0.0.1:{port}", sessions
        finally:
            process.terminate()
            process.communicate(timeout=30)


@pytest.fixture
def site(browser: Any, running: Any) -> Iterator[Site]:
    address, sessions = running
    made = Site(address, sessions, browser)
    yield made
    for context in made.contexts:
        context.close()
    assert made.problems == [], made.problems
