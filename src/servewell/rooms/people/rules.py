"""The powers of this room."""

from django.utils.translation import gettext_noop as _

from servewell.base.permissions import power

SEE_TEAM = power("people.see-team", _("see who works in the unit and what they owe"), reaches_apart=True)
ACTIVATE = power(
    "people.activate", _("print activation codes and reset PINs for people of the unit"), reaches_apart=True
)
MANAGE = power("people.manage", _("change units, people, postings and grants"), reaches_apart=True)
DEPUTISE = power("people.deputise", _("name a deputy for an absent person of the unit"))
SEE_RUNNING = power(
    "people.see-running", _("see how Servewell runs: what is wrong, room on the disk and backups"), reaches_apart=True
)

# whoever holds one of these decides what others may do, or who is let in as whom
OVER_POWERS = (ACTIVATE, MANAGE, DEPUTISE)
