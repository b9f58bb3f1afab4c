"""What each process of granian loads: the site, tied to the process that started it."""

import signal

from parkloop_web.server.lifeline import end_with_parent
from parkloop_web.wsgi import application

# An answering process whose port holder was killed waits for it for ever when asked politely.
# What it was writing is rolled back by the database.
end_with_parent(signal.SIGKILL)

__all__ = ["application"]
