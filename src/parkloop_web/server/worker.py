"""The process that works the queue of jobs; jobs of a worker that was killed are taken up again."""

from __future__ import annotations

import asyncio
import os
from importlib import import_module

import django

from parkloop_web.server.lifeline import end_with_parent


def main() -> None:
    end_with_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkloop_web.settings")
    django.setup()
    # By name, because models exist only from here on.
    asyncio.run(import_module("parkloop_web.server.working").work())


if __name__ == "__main__":
    main()
