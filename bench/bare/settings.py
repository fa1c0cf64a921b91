"""The product's database, tables and queue; nothing else of it."""

from servewell.project.settings import *  # noqa: F403  the same database settings and models
from servewell.project.settings import INSTALLED_APPS as ALL_APPS

INSTALLED_APPS = [app for app in ALL_APPS if not app.startswith("allauth")]  # allauth insists on its middleware

MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.bare.urls"
