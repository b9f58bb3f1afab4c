"""Sign-in by an identity provider: it recognises accounts that exist and opens none."""

import pytest
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore

from parkloop_web.accounts.adapters import KnownOnly
from parkloop_web.accounts.identity import NOBODY
from parkloop_web.accounts.models import User

pytestmark = pytest.mark.django_db


def coming(email, *, verified=True):
    """What the provider says of somebody who has signed in there."""
    return SocialLogin(
        user=User(email=email),
        account=SocialAccount(provider="sso", uid="17"),
        email_addresses=[EmailAddress(email=email, verified=verified, primary=True)],
    )


APP = {
    "provider_id": "sso",
    "name": "SSO",
    "client_id": "x",
    "secret": "x",
    "settings": {"server_url": "https://idp.test.invalid"},
}


@pytest.fixture
def asked(rf, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [APP]}}
    request = rf.get("/accounts/oidc/sso/login/callback/")
    request.session, request.identity, request.resolver_match = SessionStore(), NOBODY, None
    request._messages = FallbackStorage(request)
    return request


def test_a_known_verified_address_is_let_in(asked):
    user = User.objects.create_user("known@test.invalid")
    KnownOnly().pre_social_login(asked, coming("Known@test.invalid"))
    assert SocialAccount.objects.get(uid="17").user == user


@pytest.mark.parametrize(
    ("email", "verified"), [("nobody@test.invalid", True), ("known@test.invalid", False)]
)
def test_others_are_told_and_no_account_is_opened(asked, email, verified):
    User.objects.create_user("known@test.invalid")
    with pytest.raises(ImmediateHttpResponse) as refused:
        KnownOnly().pre_social_login(asked, coming(email, verified=verified))
    assert refused.value.response.status_code == 403
    page = refused.value.response.content.decode()
    assert "Địa chỉ này chưa có tài khoản ở đây" in page or "There is no account here" in page
    assert User.objects.count() == 1
    assert not KnownOnly().is_open_for_signup(asked, coming(email))
