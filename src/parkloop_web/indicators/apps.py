"""The app of indicators, indices and plans."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "parkloop_web.indicators"
    label = "indicators"
    default_auto_field = "django.db.models.BigAutoField"
