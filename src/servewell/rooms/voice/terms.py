"""The words of this room."""

OPEN_LINK = "open-link"
PERSONAL_LINK = "personal-link"
CHANNEL_KINDS = [(OPEN_LINK, OPEN_LINK), (PERSONAL_LINK, PERSONAL_LINK)]
