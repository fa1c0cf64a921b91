"""Takes Servewell's webhooks, with Python alone: SECRET=whsec_... python webhook_receiver.py 8099

Checks who sent a message and when, lets one that comes twice pass once, and prints what happened.
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECONDS_APART = 300
LARGEST = 1_000_000
seen: dict[str, float] = {}


def is_from_servewell(headers: dict[str, str], body: bytes, secret: str, now: float) -> bool:
    """Whether one of the signatures is ours, and the message fresh."""
    name, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not at.isdecimal() or abs(now - int(at)) > SECONDS_APART:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{name}.{at}.".encode() + body, hashlib.sha256).digest()
    ours = "v1," + base64.b64encode(digest).decode()
    return any(hmac.compare_digest(ours, each) for each in headers.get("webhook-signature", "").split(" "))


def is_new(name: str, now: float) -> bool:
    """A message may come twice. A real receiver keeps the ids of a day in its database."""
    for old in [each for each, at in seen.items() if now - at > 24 * 3600]:
        del seen[old]
    is_first = name not in seen
    seen[name] = now
    return is_first


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length", "0")), LARGEST))
        headers = {name.lower(): value for name, value in self.headers.items()}
        if not is_from_servewell(headers, body, os.environ["SECRET"], time.time()):
            self.send_response(401)
        else:
            if is_new(headers["webhook-id"], time.time()):
                message = json.loads(body)
                print(message["type"], json.dumps(message["data"]), flush=True)
            self.send_response(204)
        self.end_headers()

    def log_message(self, *said: object) -> None:
        """Only what happened is printed."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
