"""Coming in: passwords, throttling, one-time links, the second factor, sessions."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from parkloop_web.accounts.links import make_link, usable_link
from parkloop_web.accounts.models import SignInLink, User

pytestmark = pytest.mark.django_db
PASSWORD = "sông Cấm chảy về đâu 7"
SIGN_IN = "/accounts/login/"


@pytest.fixture
def person():
    return User.objects.create_user("person@test.invalid", "A person", PASSWORD)


@pytest.fixture(autouse=True)
def no_attempts_yet():
    cache.clear()


def attempt(client, email, password, **headers):
    return client.post(SIGN_IN, {"login": email, "password": password}, **headers)


def is_in(client):
    return "_auth_user_id" in client.session


def totp_code(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def set_up_totp(client):
    """Set the app up as a person would: read the key on the page, enter the code."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    found = re.search(r'id="authenticator_secret">(\w+)<', page)
    assert found
    secret = found[1]
    answer = client.post(reverse("mfa_activate_totp"), {"code": totp_code(secret)})
    assert answer.status_code == 302
    return secret


def test_an_address_and_its_password_let_in(client, person):
    assert attempt(client, person.email, PASSWORD)["Location"] == "/"
    assert is_in(client)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", "Địa chỉ hoặc mật khẩu không đúng."),
        ("en", "The email address and/or password you specified are not correct."),
    ],
)
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(person, language, words):
    answers = []
    for email in (person.email, "nobody@test.invalid"):
        client = Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        answer = attempt(client, email, "wrong password here")
        assert not is_in(client)
        answers.append(answer.content.decode())
        assert words in answers[-1]
    shown = [re.sub(r'value="[^"]*"', "", page) for page in answers]
    assert shown[0] == shown[1]


def test_an_unknown_address_takes_as_much_work_as_a_wrong_password(person, monkeypatch):
    """Counted in hashes, not seconds: each attempt makes exactly one."""
    hasher = "django.contrib.auth.hashers.ScryptPasswordHasher"
    made = []
    real = import_string(hasher).encode

    def counted(*arguments):
        made.append(1)
        return real(*arguments)

    monkeypatch.setattr(hasher + ".encode", counted)
    counts = []
    without = User.objects.create_user("without@test.invalid")
    for email in (person.email, "nobody@test.invalid", without.email):
        made.clear()
        attempt(Client(), email, "wrong password here")
        counts.append(len(made))
    assert counts == [1, 1, 1]


def test_the_sixth_attempt_at_an_account_is_not_heard(person):
    for _ in range(5):
        attempt(Client(), person.email, "wrong password here")
    answer = attempt(Client(), person.email, PASSWORD)
    assert "Quá nhiều lần đăng nhập sai. Hãy đợi 15 phút rồi thử lại." in answer.content.decode()


def test_an_address_may_fail_fifty_times_in_a_quarter_of_an_hour(person):
    for number in range(50):
        attempt(Client(), f"x{number}@test.invalid", "wrong password here")
    client = Client()
    answer = attempt(client, person.email, PASSWORD)
    assert not is_in(client)
    assert answer.status_code in (200, 429)


@pytest.mark.parametrize(
    "password",
    ["short", "haiphong2026!", "KhuCongNghiep123456", "password123456", "dinhvu-catba-2025"],
)
def test_what_everybody_would_try_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize("password", [PASSWORD, "đường tàu cũ màu vàng", "x9" * 32])
def test_long_passwords_need_no_special_characters(password):
    validate_password(password)


def test_nobody_signs_up(client):
    assert client.get("/accounts/signup/").status_code == 404
    assert client.post("/accounts/signup/", {"email": "me@test.invalid"}).status_code == 404


def test_without_a_mail_server_the_page_says_who_helps(client):
    page = client.get(reverse("account_reset_password")).content.decode()
    assert "Trang này không gửi thư." in page


# One-time links


def test_a_link_lets_in_once(client, person):
    secret = make_link(person, timezone.now())
    address = reverse("enter", kwargs={"secret": secret})
    assert client.get(address).status_code == 200
    assert not is_in(client), "a mail program that looks at the page uses nothing up"
    client.post(address)
    assert is_in(client)
    again = Client()
    assert again.post(address).status_code == 410
    assert not is_in(again)


def test_only_its_hash_is_kept(person):
    secret = make_link(person, timezone.now())
    kept = SignInLink.objects.get(user=person)
    assert secret not in f"{kept.digest} {kept}"


def test_a_link_ends_and_a_new_one_ends_the_old(person):
    now = timezone.now()
    old = make_link(person, now)
    new = make_link(person, now + timedelta(hours=1))
    assert usable_link(old, now + timedelta(hours=1)) is None
    assert usable_link(new, now + timedelta(hours=72)) is not None
    assert usable_link(new, now + timedelta(hours=73, minutes=1)) is None


def test_the_link_of_a_closed_account_lets_nobody_in(client, person):
    secret = make_link(person, timezone.now())
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.post(reverse("enter", kwargs={"secret": secret})).status_code == 410


# The second factor


@pytest.mark.parametrize(
    ("who", "needed"),
    [("board", True), ("operator", True), ("expert", True), ("tenant", False), ("viewer", False)],
)
def test_who_needs_a_second_factor_gets_nowhere_without(people, who, needed):
    client = people.client(who)
    session = client.session
    del session["entered_in_demo"]
    session.save()
    answer = client.get("/")
    assert (answer.status_code == 302) is needed
    if needed:
        assert answer["Location"] == reverse("mfa_index")
        page = client.get(reverse("mfa_index")).content.decode()
        assert "Vai trò của bạn cần lớp bảo vệ thứ hai" in page


def test_set_up_then_asked_for_at_every_sign_in(people):
    board = people.users["board"]
    board.set_password(PASSWORD)
    board.save()
    first = Client()
    attempt(first, board.email, PASSWORD)
    assert first.get("/").status_code == 302
    secret = set_up_totp(first)
    assert first.get("/").status_code == 200
    codes = Authenticator.objects.get(user=board, type=Authenticator.Type.RECOVERY_CODES)
    assert len(codes.wrap().get_unused_codes()) == 10

    second = Client()
    answer = attempt(second, board.email, PASSWORD)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert not is_in(second)
    assert "Mã không đúng." in second.post(answer["Location"], {"code": "000000"}).content.decode()
    recovery = codes.wrap().get_unused_codes()[0]
    second.post(answer["Location"], {"code": recovery})
    assert is_in(second)
    codes.refresh_from_db()
    assert recovery not in codes.wrap().get_unused_codes()
    assert len(codes.wrap().get_unused_codes()) == 9
    assert secret not in str(Authenticator.objects.get(user=board, type="totp").data)


def test_a_link_asks_for_the_second_factor_too(people):
    board = people.users["board"]
    client = Client()
    client.post(reverse("enter", kwargs={"secret": make_link(board, timezone.now())}))
    set_up_totp(client)
    other = Client()
    other.post(reverse("enter", kwargs={"secret": make_link(board, timezone.now())}))
    assert not is_in(other)


def test_a_new_second_factor_ends_sessions_without(people, django_capture_on_commit_callbacks):
    board = people.users["board"]
    board.set_password(PASSWORD)
    board.save()
    elsewhere, here = Client(), Client()
    for client in (elsewhere, here):
        attempt(client, board.email, PASSWORD)
        client.get("/")
    with django_capture_on_commit_callbacks(execute=True):
        set_up_totp(here)
    assert here.get("/").status_code == 200
    assert elsewhere.get(reverse("usersessions_list")).status_code == 302


# Sessions


def test_sessions_are_listed_and_ended(person):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        attempt(client, person.email, PASSWORD)
        client.get("/")
    page = here.get(reverse("usersessions_list")).content.decode()
    assert "Bạn đang đăng nhập ở 2 nơi" in page
    here.post(reverse("usersessions_list"))
    assert is_in(here)
    assert elsewhere.get(reverse("usersessions_list")).status_code == 302


def test_signing_out_needs_a_press(client, person):
    attempt(client, person.email, PASSWORD)
    client.get(reverse("account_logout"))
    assert is_in(client)
    client.post(reverse("account_logout"))
    assert not is_in(client)


def test_a_new_password_ends_other_sessions(person):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        attempt(client, person.email, PASSWORD)
    new = "cầu Bính bắc qua sông 9"
    here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert here.get(reverse("usersessions_list")).status_code == 200
    assert elsewhere.get(reverse("usersessions_list")).status_code == 302
