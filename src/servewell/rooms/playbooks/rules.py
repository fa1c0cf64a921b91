"""Powers of this room."""

from django.utils.translation import gettext_noop

from servewell.base.permissions import power

INSTALL = power("playbooks.install", gettext_noop("install playbooks for the whole company"), reaches_apart=True)
