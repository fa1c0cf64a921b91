"""The powers of this room."""

from servewell.base.permissions import power

PUBLISH = power("instruments.publish", "publish and retire surveys and other instruments")
