"""The powers of this room."""

from django.utils.translation import gettext_noop as _

from servewell.base.permissions import power

READ = power("voice.read", _("read what customers of the unit said"))
MANAGE_CHANNELS = power("voice.manage-channels", _("open and withdraw survey links, print their QR sheets"))
KEY_IN = power("voice.key-in", _("key in questionnaires that came back on paper"))
GATHER = power("voice.gather", _("fill in forms for the unit in the field, also without a network"))
IMPORT = power("voice.import", _("take in files of what customers said, and withdraw them"))
SEND = power(
    "voice.send",
    _("send in what customers of the unit said, from another system"),
    is_for_machines=True,
    reaches_apart=True,
)
ASK = power("voice.ask", _("ask customers of the unit by mail, and see who was asked and who is missing"))
SET_ASKING_RULES = power(
    "voice.set-asking-rules", _("say how often customers of the unit may be asked"), reaches_apart=True
)
