"""One process at a time."""

import fcntl
from contextlib import contextmanager


@contextmanager
def only_one(path):
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
