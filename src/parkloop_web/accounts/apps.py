"""The Django application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "parkloop_web.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
