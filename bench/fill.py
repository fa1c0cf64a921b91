"""Run against a demo home: letters until there are so many open cases, and a session for a writer. Prints its key."""

import os
import sys
import uuid
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servewell.project.settings")
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from servewell.base import today
from servewell.rooms.cases.models import Case
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors as voice_asked
from servewell.rooms.voice import services as voice

WORDS = "We arrived at ten with two sleeping children and nobody looked up for forty minutes. " * 4

channel = voice_asked.channel_by_slug(slug="station-hotel")
for number in range(int(sys.argv[1]) - Case.objects.count()):
    voice.receive_survey(
        channel=channel,
        invitation=None,
        submission=uuid.uuid4(),
        posted={
            "overall": ["2"],
            "words": [f"Forty minutes in the line, number {number}. {WORDS}"],
            "answer": ["true"],
            "email": [f"customer-{number}@example.com"],
        },
        language="en",
        at=today.now() - timedelta(minutes=number),
    )
writer = people.person_by_number(number=sys.argv[2])
assert writer is not None
assert writer.sign_in is not None
session = SessionStore()
session[SESSION_KEY] = str(writer.sign_in.pk)
session[BACKEND_SESSION_KEY] = "servewell.web.people.backends.Backend"
session[HASH_SESSION_KEY] = writer.sign_in.get_session_auth_hash()
session.save()
print(session.session_key, Case.objects.order_by("pk").values_list("pk", flat=True)[500])
