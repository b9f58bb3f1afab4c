"""The Django application."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "parkloop_web.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
