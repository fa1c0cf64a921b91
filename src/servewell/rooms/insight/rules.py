"""The powers of this room."""

from django.utils.translation import gettext_noop as _

from servewell.base.permissions import power

SEE = power("insight.see", _("see the figures of the unit"))
DEFINE = power("insight.define", _("define what a figure means"))
