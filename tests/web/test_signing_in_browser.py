"""The first administrator's way in, in a real browser on the real server, every other host blocked:
one-time link → password → passkey; out; in again with the passkey alone. axe on every page."""

import os
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import sync_playwright

from tests.web.site import data_folder, served

pytestmark = pytest.mark.browser
NAMES = ("chromium", "chromium-browser", "google-chrome")
PASSWORD = "sông Cấm chảy về đâu 7"
#: What the open page complained about.
PROBLEMS: list[str] = []
RULES = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"


@pytest.fixture(scope="module")
def site():
    with data_folder() as folder, served(folder, "--administrator", "a@test.invalid") as served_:
        yield served_


@pytest.fixture
def page():
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", RULES])
        made = browser.new_page()
        PROBLEMS.clear()
        made.on("console", lambda m: PROBLEMS.append(m.text) if m.type == "error" else None)
        made.on("pageerror", lambda e: PROBLEMS.append(str(e)))
        yield made
        browser.close()


def device(page):
    """A device with a fingerprint reader, as the browser's own testing tools have it."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def sound(page):
    """Nothing broke on this page, and axe finds nothing serious."""
    assert PROBLEMS == [], page.url
    found = Axe().run(page).response["violations"]
    serious = [
        (each["id"], [node["html"][:120] for node in each["nodes"][:3]])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
    assert serious == [], page.url


def test_in_by_link_password_and_passkey_and_again_by_the_passkey_alone(site, page):
    home = site.address.replace("127.0.0.1", "localhost")
    device(page)
    page.goto(home + site.links[0])
    sound(page)
    page.click("main button")
    page.fill("input[name=password1]", PASSWORD)
    page.fill("input[name=password2]", PASSWORD)
    sound(page)
    page.click("main form.stacked button")
    page.goto(home + "/")
    assert page.url.endswith("/accounts/2fa/"), "nothing else opens without a second factor"
    sound(page)
    page.goto(home + "/accounts/2fa/webauthn/add/")
    page.check("input[name=passwordless]")
    sound(page)
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    assert page.locator("ul.codes li").count() == 10
    sound(page)
    page.goto(home + "/")
    assert page.url == home + "/"
    for path in ("/accounts/sessions/", "/accounts/2fa/webauthn/", "/accounts/2fa/totp/activate/"):
        page.goto(home + path)
        sound(page)
    page.goto(home + "/accounts/logout/")
    page.click("main form button")
    page.goto(home + "/accounts/login/")
    sound(page)
    page.click("#passkey_login")
    page.wait_for_url(home + "/")
    assert PROBLEMS == []
