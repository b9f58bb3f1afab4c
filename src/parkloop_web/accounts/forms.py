"""allauth's forms, without help that is a list in HTML: the page says it in a sentence."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

#: Fields whose help the page itself gives.
_EXPLAINED = ("password1",)


class SignIn(LoginForm):  # type: ignore[misc]  # untyped library
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields["password"].help_text = format_html(
            '<a href="{}">{}</a>',
            reverse("account_reset_password"),
            gettext("Forgot your password?"),
        )


class _Explained:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            if name in _EXPLAINED:
                field.help_text = ""


class ChangePassword(_Explained, ChangePasswordForm):  # type: ignore[misc]  # untyped library
    pass


class SetPassword(_Explained, SetPasswordForm):  # type: ignore[misc]  # untyped library
    pass


class ResetPasswordKey(_Explained, ResetPasswordKeyForm):  # type: ignore[misc]  # untyped library
    pass
