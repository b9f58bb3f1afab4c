"""Settings of workers that tests start: they know the jobs of tests too."""

from parkloop_web.settings import *  # noqa: F403

PROCRASTINATE_IMPORT_PATHS = ["tests.web.sample_jobs"]
