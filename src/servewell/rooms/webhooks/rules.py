"""The powers of this room."""

from django.utils.translation import gettext_noop as _

from servewell.base.permissions import power

MANAGE = power(
    "webhooks.manage", _("let other systems be told of what happens in the unit"), is_for_machines=True
)  # fmt: skip
