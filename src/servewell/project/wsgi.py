"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servewell.project.settings")
application = get_wsgi_application()

# the rooms are loaded by the line above
from servewell.rooms.insight import selectors as insight  # noqa: E402

insight.warm()
