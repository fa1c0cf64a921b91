"""The powers of this room."""

from django.utils.translation import gettext_noop as _

from servewell.base.permissions import power

REQUIRE = power("obligations.require", _("say what everyone in the unit owes"), reaches_apart=True)
