"""The Django application."""

from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    name = "parkloop_web.database"
    label = "database"
    default_auto_field = "django.db.models.BigAutoField"
