"""The Django application."""

from importlib import import_module

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "parkloop_web.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("parkloop_web.ledger.telling")  # listens
