"""The Django application."""

from django.apps import AppConfig


class FootprintsConfig(AppConfig):
    name = "parkloop_web.footprints"
    label = "footprints"
    default_auto_field = "django.db.models.BigAutoField"
