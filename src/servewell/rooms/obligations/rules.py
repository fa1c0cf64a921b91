"""The powers of this room."""

from servewell.base.permissions import power

REQUIRE = power("obligations.require", "say what everyone in the unit owes")
