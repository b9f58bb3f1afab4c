"""The app of indicators, indices and plans."""

from importlib import import_module

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "parkloop_web.indicators"
    label = "indicators"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("parkloop_web.indicators.refreshing")  # listens
