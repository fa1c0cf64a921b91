"""The powers of this room. Everyone who is signed in may read what is promised and whom they serve."""

from django.utils.translation import gettext_noop as _

from servewell.base.permissions import power

PUBLISH = power(
    "standards.publish", _("publish the promise, its standards and the message of the year"), reaches_apart=True
)
KEEP = power(
    "standards.keep", _("keep the register of processes and the service chain of the unit"), reaches_apart=True
)
