"""A whole site with the small trial zone, as one process: database, pages, worker.

    python -m tests.browser.trial_process DATA PORT

Prints one line of JSON when it is ready: a session for each person. Ends on SIGTERM.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from parkloop_web.server.installation import Installation
from parkloop_web.server.supervise import answers, environment_with, keep_running, site, worker

PEOPLE = ("editor", "viewer", "operator", "board", "neighbour", "expert")


def main(data: Path, port: int) -> int:
    installation = Installation.at(data)
    installation.start_database()
    installation.open("parkloop_web.server.acts").make_ready()
    sessions = import_module("tests.browser.trial_people").make(PEOPLE)
    try:
        return keep_running(
            (site("127.0.0.1", port, 1), worker()),
            environment_with(installation.environment),
            look_after=installation.keep_database,
            tell=_tell,
            ready=lambda: answers("127.0.0.1", port, secure=False),
            announce=lambda: print(json.dumps(sessions), flush=True),  # noqa: T201 - it is read
        )
    finally:
        installation.stop_database()


def _tell(name: Any) -> None:
    print(f"{name} keeps dying", file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
