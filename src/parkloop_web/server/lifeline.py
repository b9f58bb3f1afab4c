"""Processes of ours end when the one that started them is gone, however it went."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from typing import Final

#: <linux/prctl.h>: the signal that a process gets when its parent dies.
_PR_SET_PDEATHSIG: Final = 1
#: Number of the process that starts others. A child that only then asks for its parent would not
#: notice that this one died while the child was still loading.
STARTED_BY: Final = "PARKLOOP_STARTED_BY"


def end_with_parent(by: signal.Signals = signal.SIGTERM) -> None:
    """On Linux; elsewhere a killed supervisor leaves its children, which the port then shows."""
    if sys.platform != "linux":
        return
    parent = os.environ.get(STARTED_BY, str(os.getppid()))
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, by)
    if str(os.getppid()) != parent:  # it died before the kernel knew
        os.kill(os.getpid(), by)
    os.environ[STARTED_BY] = str(os.getpid())
