"""The site's own settings, with a data folder that tests may fill."""

import os
from pathlib import Path

_DATA = Path(__file__).parents[2] / "build" / "test-site"
os.environ["PARKLOOP_DATA"] = str(_DATA)
os.environ.pop("DATABASE_URL", None)
(_DATA / "static").mkdir(parents=True, exist_ok=True)

from parkloop_web.settings import *  # noqa: E402, F403  # the folder must be named first
