"""The powers of this room. Everyone may read and sign what they owe: the signature is their own."""

from django.utils.translation import gettext_noop as _

from servewell.base.permissions import power

PUBLISH = power("commitments.publish", _("publish pledges for everyone in the unit to sign"), reaches_apart=True)
