"""The powers of this room."""

from django.utils.translation import gettext_noop as _

from servewell.base.permissions import power

PUBLISH = power("instruments.publish", _("publish and retire surveys and other instruments"))
