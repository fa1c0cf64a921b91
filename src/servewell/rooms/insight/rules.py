"""The powers of this room."""

from django.utils.translation import gettext_noop as _

from servewell.base.permissions import power

SEE = power("insight.see", _("see the figures of the unit"), reaches_apart=True)
REMIT = power(
    "insight.remit", _("see what every department does for customers, and what nobody owns"), reaches_apart=True
)
DEFINE = power("insight.define", _("define what a figure means"), reaches_apart=True)
EXPLAIN = power("insight.explain", _("write down what happened at the unit and why a figure moved"), reaches_apart=True)
REBASE = power(
    "insight.rebase",
    _("draw the limits of a chart of the unit anew, with a reason"),
    is_for_machines=True,
    reaches_apart=True,
)
SET_TARGET = power("insight.set-target", _("set what the figures of the unit are to reach"), reaches_apart=True)
