"""The settings behind the documentation's code blocks."""

from __future__ import annotations

SECRET_KEY = "only the documentation's tests use this"
INSTALLED_APPS = ["django.contrib.contenttypes", "tests.docs.bookshop"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
ROOT_URLCONF = "tests.docs.bookshop.urls"
ALLOWED_HOSTS = ["testserver"]
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
USE_TZ = True
