"""The process that holds the port and the processes that answer (granian)."""

from __future__ import annotations

import sys

from granian.cli import entrypoint

from parkloop_web.server.lifeline import end_with_parent

if __name__ == "__main__":
    end_with_parent()
    sys.argv[0] = "granian"
    entrypoint()  # type: ignore[no-untyped-call]
