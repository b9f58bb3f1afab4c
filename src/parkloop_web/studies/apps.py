"""The Django application."""

from django.apps import AppConfig


class StudiesConfig(AppConfig):
    name = "parkloop_web.studies"
    label = "studies"
    default_auto_field = "django.db.models.BigAutoField"
