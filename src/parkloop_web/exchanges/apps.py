"""The Django application."""

from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    name = "parkloop_web.exchanges"
    label = "exchanges"
    default_auto_field = "django.db.models.BigAutoField"
