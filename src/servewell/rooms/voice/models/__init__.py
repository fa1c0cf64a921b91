from servewell.rooms.voice.models.attachments import Attachment
from servewell.rooms.voice.models.blankings import Blanking
from servewell.rooms.voice.models.campaigns import Asked, AskingLetter, AskingRule, Campaign, ListedAddress
from servewell.rooms.voice.models.channels import Channel
from servewell.rooms.voice.models.imports import HeldRow, Import, RowKey
from servewell.rooms.voice.models.invitations import Invitation
from servewell.rooms.voice.models.originals import Original
from servewell.rooms.voice.models.papers import PaperCopy
from servewell.rooms.voice.models.quotas import Quota
from servewell.rooms.voice.models.recipes import Recipe, RecipeVersion
from servewell.rooms.voice.models.replies import OwnReply
from servewell.rooms.voice.models.seals import Seal
from servewell.rooms.voice.models.voices import Comment, PastReply, Voice

__all__ = [
    "Asked",
    "AskingLetter",
    "AskingRule",
    "Attachment",
    "Blanking",
    "Campaign",
    "Channel",
    "Comment",
    "HeldRow",
    "Import",
    "Invitation",
    "ListedAddress",
    "Original",
    "OwnReply",
    "PaperCopy",
    "PastReply",
    "Quota",
    "Recipe",
    "RecipeVersion",
    "RowKey",
    "Seal",
    "Voice",
]
