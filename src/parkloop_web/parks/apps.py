"""The Django application."""

from django.apps import AppConfig


class ParksConfig(AppConfig):
    name = "parkloop_web.parks"
    label = "parks"
    default_auto_field = "django.db.models.BigAutoField"
