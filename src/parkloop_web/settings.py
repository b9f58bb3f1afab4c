"""Settings of the site. Everything that differs between installations comes from the environment.

docs/reference/settings.md lists the variables; tests/contracts/test_docs_settings.py compares.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from parkloop_web.secrets_file import secret_key

PACKAGE = Path(__file__).parent
#: Where the embedded database, uploads in flight and the secret key live.
DATA_FOLDER = Path(os.environ.get("PARKLOOP_DATA", "parkloop-data")).resolve()

DEBUG = False
SECRET_KEY = os.environ.get("PARKLOOP_SECRET_KEY") or secret_key(DATA_FOLDER)
#: Addresses under which the site is reached, separated by commas.
ALLOWED_HOSTS = os.environ.get("PARKLOOP_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_FAILURE_VIEW = "parkloop_web.pages.errors.expired_form"
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("PARKLOOP_ORIGINS", "").split(",") if o]
#: True where TLS ends before or in this server: cookies and HSTS then insist on it.
TLS = os.environ.get("PARKLOOP_TLS") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "parkloop_web.database",
    "parkloop_web.accounts",
    "parkloop_web.audit",
    "parkloop_web.jobs",
    "parkloop_web.parks",
    "parkloop_web.ledger",
    "parkloop_web.studies",
    "parkloop_web.api",
    "parkloop_web.footprints",
    "parkloop_web.indicators",
    "parkloop_web.exchanges",
    "parkloop_web.certification",
    "parkloop_web.design",
]

MIDDLEWARE = [
    "parkloop_web.pages.policy.BrowserPolicy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "parkloop_web.pages.policy.HeadAsGet",
    "parkloop_web.pages.policy.WithoutNul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "parkloop_web.accounts.middleware.IdentityMiddleware",
    "parkloop_web.accounts.second_factor.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "parkloop_web.urls"
WSGI_APPLICATION = "parkloop_web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "design" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "parkloop_web.design.jinja.environment",
            "context_processors": ["parkloop_web.design.context.of_request"],
        },
    },
    {  # what libraries bring; none of ours
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]


def _database(url: str) -> dict[str, object]:
    """A connection from postgresql://user:password@host:port/name?host=folder_of_socket."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "parkloop"},
    }


#: ``default`` is the application's role, under row-level security; ``owner`` owns the tables and
#: is used for migrations, backup and ``parkloop doctor`` only. `parkloop serve` sets both for the
#: embedded server.
DATABASES = {
    "default": _database(os.environ.get("DATABASE_URL", "postgresql:///parkloop")),
    "owner": _database(os.environ.get("DATABASE_OWNER_URL", "postgresql:///parkloop")),
}
DATABASE_ROUTERS = ["parkloop_web.database.router.OwnerMigrates"]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "parkloop_language"
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
#: Reports and site draw with the same files; there is one copy of each.
STATICFILES_DIRS = [
    PACKAGE / "design" / "static",
    ("report", PACKAGE.parent / "parkloop" / "reports" / "page"),
    ("vendor", PACKAGE.parent / "parkloop" / "reports" / "assets"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "parkloop_web.design.static_storage.Vendored"},
}
MEDIA_ROOT = DATA_FOLDER / "never"  # files are kept in the database, under its rights

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SESSION_COOKIE_AGE = 12 * 3600
SECURE_HSTS_SECONDS = 365 * 86_400 if TLS else 0
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

#: host:port of partners' systems that may be called back though they are not public.
PARKLOOP_PACT_TRUSTED = [h for h in os.environ.get("PARKLOOP_PACT_TRUSTED", "").split(",") if h]

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

#: Faults go to standard error with their trace; what people sent is not in it.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "procrastinate": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
    },
}

CACHES = {
    # Shared by all processes, because attempts at signing in are counted there.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "parkloop_cache",
    }
}

ACCOUNT_ADAPTER = "parkloop_web.accounts.adapters.ByInvitation"
SOCIALACCOUNT_ADAPTER = "parkloop_web.accounts.adapters.KnownOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login": "50/15m/ip",
    "login_failed": "50/15m/ip,5/15m/key",
    "reset_password": "20/h/ip,5/h/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = (
    "allauth.account.forms.EmailAwarePasswordResetTokenGenerator"
)
PASSWORD_RESET_TIMEOUT = 3600
MFA_ADAPTER = "parkloop_web.accounts.adapters.SecretsEncrypted"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the address was given by whoever invited
MFA_RECOVERY_CODE_COUNT = 10
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Parkloop"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not TLS
USERSESSIONS_TRACK_ACTIVITY = True

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "parkloop_web.accounts.passwords.LocalWordsValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]

#: How many proxies stand before the site; the address of whoever asks is that many from the end
#: of X-Forwarded-For. 0: nobody's word is taken.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("PARKLOOP_PROXIES", "0"))

#: smtp://user:password@host:port, or smtps://; without it nothing is sent, and pages say so.
_SMTP = urlsplit(os.environ.get("PARKLOOP_SMTP_URL", ""))
MAILS = bool(_SMTP.hostname)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAILS else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _SMTP.hostname or "", _SMTP.port or 587
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_SMTP.username or ""), unquote(_SMTP.password or "")
EMAIL_USE_SSL = _SMTP.scheme == "smtps"
EMAIL_USE_TLS = MAILS and not EMAIL_USE_SSL
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("PARKLOOP_FROM", "parkloop@localhost")

#: Sign-in by an OpenID Connect provider, where one is named. Forms may lead there (CSP).
OIDC_ORIGIN = ""
if _ISSUER := os.environ.get("PARKLOOP_OIDC_ISSUER"):
    OIDC_ORIGIN = "{0.scheme}://{0.netloc}".format(urlsplit(_ISSUER))
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "sso",
                    "name": os.environ.get("PARKLOOP_OIDC_NAME", "SSO"),
                    "client_id": os.environ.get("PARKLOOP_OIDC_CLIENT_ID", ""),
                    "secret": os.environ.get("PARKLOOP_OIDC_SECRET", ""),
                    "settings": {"server_url": _ISSUER},
                }
            ]
        }
    }
