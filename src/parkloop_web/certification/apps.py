"""The app of certification."""

from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "parkloop_web.certification"
    label = "certification"
    default_auto_field = "django.db.models.BigAutoField"
