"""Settings of the corpus: two SQLite files, so that other threads see the same rows."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = Path(tempfile.gettempdir()) / f"nplusone-corpus-{os.getpid()}"
DATA.mkdir(exist_ok=True)


def _sqlite(name: str) -> dict[str, object]:
    pragmas = "PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY;"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(DATA / f"{name}.sqlite3"),
        "OPTIONS": {"init_command": pragmas, "timeout": 20},
    }


SECRET_KEY = "corpus"
DEBUG = False
USE_TZ = True
ALLOWED_HOSTS = ["testserver"]
DATABASES = {"default": _sqlite("default"), "archive": _sqlite("archive")}
DATABASE_ROUTERS = ["benchmarks.corpus.django.library.routers.ArchiveRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ROOT_URLCONF = "benchmarks.corpus.django.urls"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
INSTALLED_APPS = [
    *os.environ.get("CORPUS_APPS", "").split(),
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "rest_framework",
    "benchmarks.corpus.django.library",
]
# A guard that opens one scope per request is put first by whoever runs the corpus.
GUARDS = os.environ.get("CORPUS_MIDDLEWARE", "").split()
MIDDLEWARE = [
    *GUARDS,
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {"library": "benchmarks.corpus.django.library.tags"},
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [HERE / "jinja"],
        "APP_DIRS": False,
        "NAME": "jinja",
    },
]
NPLUSONE_GUARD = {"mode": "collect"}
REST_FRAMEWORK = {"UNAUTHENTICATED_USER": None}
