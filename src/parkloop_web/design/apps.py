"""The Django application."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "parkloop_web.design"
    label = "design"
    default_auto_field = "django.db.models.BigAutoField"
