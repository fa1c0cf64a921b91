"""The deeds of this room, by theme."""

from servewell.rooms.webhooks.services.keeping import (
    EventIsUnknown,
    TooManyWebhooks,
    WebhookHasFaults,
    change,
    exchange_secret,
    subscribe,
    switch_off,
    switch_on,
)
from servewell.rooms.webhooks.services.noting import note, spread, spread_what_waits, watch
from servewell.rooms.webhooks.services.sending import (
    StillOnItsWay,
    forget,
    send,
    send_again,
    send_test,
    try_again,
    wake_stale,
)

__all__ = [
    "EventIsUnknown",
    "StillOnItsWay",
    "TooManyWebhooks",
    "WebhookHasFaults",
    "change",
    "exchange_secret",
    "forget",
    "note",
    "send",
    "send_again",
    "send_test",
    "spread",
    "spread_what_waits",
    "subscribe",
    "switch_off",
    "switch_on",
    "try_again",
    "wake_stale",
    "watch",
]
