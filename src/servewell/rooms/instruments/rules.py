"""The powers of this room."""

from django.utils.translation import gettext_noop as _

from servewell.base.permissions import power

WRITE = power(
    "instruments.write", _("write drafts of surveys and other instruments and try them out"), reaches_apart=True
)
PUBLISH = power("instruments.publish", _("publish and retire surveys and other instruments"), reaches_apart=True)
DISPUTE = power("instruments.dispute", _("dispute a judgement of the unit and propose another answer"))
DECIDE = power("instruments.decide", _("decide about disputed judgements of the unit that others raised"))
