"""The powers of this room. Everyone who is signed in may read what is promised."""

from servewell.base.permissions import power

PUBLISH = power("standards.publish", "publish the promise, its standards and the message of the year")
