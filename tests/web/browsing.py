"""The site in a real browser: a server in a thread that answers in the test's own transaction, and
a browser that may speak to nobody else."""

from __future__ import annotations

import os
import shutil
import threading
from dataclasses import dataclass, field

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test.testcases import QuietWSGIRequestHandler

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
#: Software drawing, so that the map comes alive on machines without a graphics card.
FLAGS = ("--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")


def program() -> str:
    """Where Chromium is: CHROMIUM or the system's."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)))


class OneByOne:
    """Requests of several threads share one connection to the database, so one is answered after
    the other: their savepoints must not cross."""

    def __init__(self, application):
        self.application, self.lock = application, threading.Lock()
        self.ended = False

    def end(self):
        """Wait for the request under way; what comes later is not answered any more."""
        with self.lock:
            self.ended = True

    def __call__(self, environ, start_response):
        with self.lock:
            if self.ended:
                start_response("503 Service Unavailable", [])
                return [b""]
            answer = self.application(environ, start_response)
            try:
                return [b"".join(answer)]
            finally:
                answer.close()


class _Server(ThreadedWSGIServer):
    def _close_connections(self) -> None:
        """The one connection is the test's; it closes it."""


class Serving:
    """The site on a free port of this machine, until it is ended."""

    def __init__(self) -> None:
        self.shared = connections["default"]
        self.shared.inc_thread_sharing()
        # Between requests Django would close a connection that is inside a transaction.
        self.shared.close_if_unusable_or_obsolete = lambda: None
        self.server = _Server(
            ("127.0.0.1", 0),
            QuietWSGIRequestHandler,
            connections_override={"default": self.shared},
        )
        self.server.daemon_threads = True
        self.application = OneByOne(StaticFilesHandler(get_wsgi_application()))
        self.server.set_app(self.application)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def end(self) -> None:
        self.server.shutdown()
        self.application.end()
        self.server.server_close()
        self.thread.join(10)
        self.shared.dec_thread_sharing()
        del self.shared.close_if_unusable_or_obsolete


@dataclass
class Opened:
    """A page of the site, what went wrong on it, what it asked of other hosts."""

    page: object
    address: str
    problems: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def goto(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.page.wait_for_selector("html[data-ready]")


def open_context(chromium, serving, client, *, language, width, scheme, contrast):
    """A browser of its own for one person; other hosts are out of reach."""
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        contrast="more" if contrast else "no-preference",
    )
    cookies = {"parkloop_language": language}
    if "sessionid" in client.cookies:
        cookies["sessionid"] = client.cookies["sessionid"].value
    context.add_cookies(
        [{"name": n, "value": v, "url": serving.address} for n, v in cookies.items()]
    )
    context.set_default_timeout(10_000)
    opened = Opened(context.new_page(), serving.address)
    opened.page.on(
        "console", lambda m: opened.problems.append(m.text) if m.type == "error" else None
    )
    opened.page.on("pageerror", lambda problem: opened.problems.append(str(problem)))

    def refuse(route, request):
        opened.elsewhere.append(request.url)
        route.abort()

    context.route(lambda url: not url.startswith(serving.address), refuse)
    return context, opened
