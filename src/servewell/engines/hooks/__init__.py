"""Messages to other systems over HTTP: signed, sent only where they may go, and never waited for too long."""

from servewell.engines.hooks.posting import Answered, post
from servewell.engines.hooks.reaching import (
    NOT_AN_ADDRESS,
    NOT_HTTPS,
    PRIVATE,
    UNKNOWN_HOST,
    MayNotBeReached,
    Network,
    Target,
    networks,
    target,
)
from servewell.engines.hooks.signing import headers, key_of, new_secret, signature

__all__ = [
    "NOT_AN_ADDRESS",
    "NOT_HTTPS",
    "PRIVATE",
    "UNKNOWN_HOST",
    "Answered",
    "MayNotBeReached",
    "Network",
    "Target",
    "headers",
    "key_of",
    "networks",
    "new_secret",
    "post",
    "signature",
    "target",
]
