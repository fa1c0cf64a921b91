"""The questions of this room, by theme."""

from servewell.rooms.webhooks.selectors.kept import (
    NoSuchMessage,
    NoSuchWebhook,
    keys_of,
    message_for,
    messages_of,
    standing,
    switched_off,
    webhook_for,
    webhooks,
)
from servewell.rooms.webhooks.selectors.telling import bodies, still_told

__all__ = [
    "NoSuchMessage",
    "NoSuchWebhook",
    "bodies",
    "keys_of",
    "message_for",
    "messages_of",
    "standing",
    "still_told",
    "switched_off",
    "webhook_for",
    "webhooks",
]
