"""The Django settings of the bookshop, for a demonstration on one machine."""

from __future__ import annotations

from example_project.places import DATA_DIR, DATABASE, DJANGO_REPORTS

# Nothing here is worth protecting: the servers listen on loopback and the customers
# are invented.
SECRET_KEY = "the-bookshop-around-the-corner"
DEBUG = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "nplusone_guard.django",
    "example_project.django_shop.shop",
]

MIDDLEWARE = [
    "nplusone_guard.django.NPlusOneGuardMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

NPLUSONE_GUARD = {"mode": "log", "threshold": 2, "report_file": DJANGO_REPORTS}

ROOT_URLCONF = "example_project.django_shop.urls"
ASGI_APPLICATION = "example_project.django_shop.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATABASE}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The demonstration makes a user on every run; the default hasher alone takes half a
# second of that.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
