"""The product's settings with an app whose second migration fails."""

from servewell.project.settings import *  # noqa: F403
from servewell.project.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.project.breaking"]
