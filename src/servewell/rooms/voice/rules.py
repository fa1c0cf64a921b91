"""The powers of this room."""

from servewell.base.permissions import power

READ = power("voice.read", "read what customers of the unit said")
MANAGE_CHANNELS = power("voice.manage-channels", "open and withdraw survey links, print their QR sheets")
IMPORT = power("voice.import", "take in files of what customers said, and withdraw them")
