"""What each process of granian loads: the site, tied to the process that started it."""

from parkloop_web.server.lifeline import end_with_parent
from parkloop_web.wsgi import application

end_with_parent()

__all__ = ["application"]
