"""The powers of this room."""

from servewell.base.permissions import power

SEE = power("insight.see", "see the figures of the unit")
DEFINE = power("insight.define", "define what a figure means")
