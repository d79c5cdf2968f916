"""The Django bookshop as an ASGI application, static files of the admin included."""

from __future__ import annotations

import os

from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application

from example_project.counting import CountQueries, count_django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example_project.django_shop.settings")

django_application = get_asgi_application()
count_django()
application = CountQueries(ASGIStaticFilesHandler(django_application))
