"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from servewell.project.loading import load

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servewell.project.settings")
load()
application = get_wsgi_application()

# the rooms are loaded above
from servewell.rooms.insight import selectors as insight  # noqa: E402

insight.warm()
