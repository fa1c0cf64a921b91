"""Django's settings, derived from the one table in config.py."""

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from servewell.engines import hooks
from servewell.project import config, quiet

CONFIG = config.load()
HOME = CONFIG.home
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = CONFIG.secrets.now
SECRET_KEY_FALLBACKS = list(CONFIG.secrets.earlier)
STABLE_KEY = CONFIG.secrets.first  # what must stay the same after a rotation is derived from it; it signs nothing
METRICS_TOKEN = CONFIG.text("metrics_token")
SERVEWELL_STATE = "servewell.project.state.now"
DEBUG = CONFIG.flag("debug")
BASE_URL = CONFIG.text("base_url").rstrip("/") or f"http://localhost:{CONFIG.number('port')}"
ALLOWED_HOSTS = [urlsplit(BASE_URL).hostname or "localhost", "localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
GUIDED_WALK = CONFIG.flag("guided_walk")
SHOW_KIT = CONFIG.flag("show_kit") or DEBUG
SERVEWELL_NAV = "servewell.web.home.nav.shell_for"

ROOMS = (
    "people", "customers", "standards", "instruments", "obligations", "commitments", "voice", "cases", "insight",
    "webhooks", "playbooks",
)  # fmt: skip
WEB = (
    "kit", "home", "people", "staff", "roles", "persons", "units", "standards", "commitments", "instruments", "voice",
    "asking", "imports", "cases", "inquiries", "harm", "causes", "reports", "deadlines", "customers", "insight",
    "playbooks", "webhooks", "hosting",
)  # fmt: skip

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    *[f"servewell.web.{room}" for room in WEB],  # before allauth, whose templates ours replace
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "django_q",
    "csp",
    "servewell.base",
    *[f"servewell.rooms.{room}" for room in ROOMS],
]

MIDDLEWARE = [
    "servewell.web.kit.middleware.trouble",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "servewell.web.people.middleware.person",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "servewell.project.urls"
WSGI_APPLICATION = "servewell.project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.SignIn"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "servewell.web.kit.context.shell",
            ],
        },
    }
]


def _database(address: str) -> dict[str, object]:
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "servewell.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # what is erased must not stay in pages that are no longer used: they are overwritten
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000; "
                "PRAGMA secure_delete=ON;",
            },
        }
    parts = urlsplit(address)
    socket_folder = parse_qs(parts.query).get("host", [""])[0]
    try:
        port = parts.port or ""
    except ValueError as fault:
        raise config.SettingIsWrong(f"The database's address has a wrong port: {fault}.") from fault
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or socket_folder,
        "PORT": port,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(CONFIG.text("database"))}
CACHES = {
    "default": {
        "BACKEND": "servewell.base.cache.Cache",
        "LOCATION": "cache",
        # locks on guessed sign-ins are kept here: with Django's 300 entries a guesser could wash them out
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
LAKE_FOLDER = HOME / "lake"
FILES_FOLDER = HOME / "files"
BACKUP_FOLDER = CONFIG.text("backup_folder")
BACKUP_HOURS = CONFIG.number("backup_hours")
PEOPLE_MAY_LEAVE_PERCENT = CONFIG.number("people_may_leave_percent")
STAFF_FOLDER = CONFIG.text("staff_folder")
WEBHOOKS_OWN_NETWORKS = hooks.networks(CONFIG.text("webhooks_own_networks"))
MAIL = {
    "host": CONFIG.text("mail_host"),
    "port": CONFIG.number("mail_port"),
    "user": CONFIG.text("mail_user"),
    "password": CONFIG.text("mail_password"),
    "security": CONFIG.text("mail_security"),
    "timeout_seconds": CONFIG.number("mail_timeout_seconds"),
    "sender": CONFIG.text("mail_from"),
    "reply_to": CONFIG.text("mail_reply_to"),
    "bounces_to": CONFIG.text("mail_bounces_to"),
}

LANGUAGES = [("en", "English"), ("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("es", "Español")]
LANGUAGE_CODE = "en"
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "servewell.project.static_files.GzippedManifestStorage"
    },
}
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["woff2", "map", "png"]

AUTHENTICATION_BACKENDS = ["servewell.web.people.backends.Backend"]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "servewell.web.people.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "servewell.web.people.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,1000/d/ip,5/15m/key", "activate": "20/m/ip,1000/d/ip,5/15m/key"}
ACCOUNT_FORMS = {
    "login": "servewell.web.people.forms.SignInForm",
    "reauthenticate": "servewell.web.people.forms.ConfirmForm",
    "change_password": "servewell.web.people.forms.ChangeSecretForm",
    "set_password": "servewell.web.people.forms.FirstSecretForm",
}
MFA_FORMS = {
    "authenticate": "servewell.web.people.forms.SecondFactorForm",
    "reauthenticate": "servewell.web.people.forms.ConfirmByCodeForm",
    "activate_totp": "servewell.web.people.forms.AddAppForm",
    "add_webauthn": "servewell.web.people.forms.AddPasskeyForm",
    "edit_webauthn": "servewell.web.people.forms.RenamePasskeyForm",
}
MFA_TOTP_ISSUER = "Servewell"
MFA_ALLOW_UNVERIFIED_EMAIL = True
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if CONFIG.flag("behind_proxy") else 0
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = BASE_URL.startswith("http://localhost")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "company",
                "name": CONFIG.text("oidc_name"),
                "client_id": CONFIG.text("oidc_client"),
                "secret": CONFIG.text("oidc_secret"),
                "settings": {"server_url": CONFIG.text("oidc_server")},
            }
        ]
        if CONFIG.text("oidc_server")
        else [],
    }
}
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_NAME = "servewell_language"
LANGUAGE_COOKIE_AGE = 400 * 24 * 60 * 60  # browsers keep nothing longer
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
IS_HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
# no preload and no other host under the name: that is for the company to decide, and hard to take back
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if IS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.flag("behind_proxy") else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"


def _origin_of(address: str) -> list[str]:
    parts = urlsplit(address)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        # browsers hold redirects after a form to this list as well: signing in through the company's provider is one
        "form-action": [SELF, *_origin_of(CONFIG.text("oidc_server"))],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # a row of a wide file is corrected cell by cell, in one form

Q_CLUSTER = {
    "name": "servewell",
    "orm": "default",
    "workers": CONFIG.number("workers"),
    "timeout": 120,
    "retry": 180,
    "max_attempts": 5,
    "ack_failures": True,
    "save_limit": -1,
    "catch_up": False,
    "poll": 0.5,
    "bulk": 1,
    "label": _("Background work"),
}
SILENCED_SYSTEM_CHECKS = ["account.W001"]
LOGGING = quiet.logging_settings(as_json=CONFIG.flag("log_json"))
