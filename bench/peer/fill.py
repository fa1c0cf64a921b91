"""Run inside the peer's own environment: its tables, one member of staff, so many tickets. Prints the session key."""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.peer.settings"
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from helpdesk.models import FollowUp, Queue, Ticket

call_command("migrate", verbosity=0)
ann = get_user_model().objects.create_superuser("ann", "ann@example.com", "a password for one run")
queue = Queue.objects.create(title="Customers", slug="customers", allow_public_submission=True)
for number in range(int(sys.argv[1])):
    ticket = Ticket.objects.create(
        title=f"Forty minutes in the line, number {number}",
        queue=queue,
        submitter_email=f"customer-{number}@example.com",
        description="We arrived at ten with two sleeping children and nobody looked up for forty minutes. " * 4,
        assigned_to=ann if number % 2 else None,
        status=1,
    )
    FollowUp.objects.create(ticket=ticket, title="Received", comment="By the survey", public=False, user=ann)
session = SessionStore()
session[SESSION_KEY] = str(ann.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = ann.get_session_auth_hash()
session.save()
print(session.session_key)
