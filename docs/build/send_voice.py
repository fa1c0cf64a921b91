"""Sends what a customer said, with Python alone.

    SERVEWELL=https://service.example.com TOKEN=... python send_voice.py desk 2 "Nobody came."

Tries again where the network or the server fails: the same key stores nothing twice.
"""

import json
import os
import sys
import time
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen
from uuid import uuid4

TRIES = 5


class NotTaken(Exception):
    """Servewell says what is wrong, where, and how to mend it."""


def send(address: str, token: str, voice: dict[str, object], key: str) -> dict[str, object]:
    request = Request(
        f"{address}/api/voices",
        data=json.dumps(voice).encode(),
        headers={
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        },
    )
    for number in range(TRIES):
        try:
            with urlopen(request, timeout=30) as response:
                return json.load(response)
        except HTTPError as refused:
            if refused.code not in (429, 500, 502, 503, 504) or number == TRIES - 1:
                said = json.load(refused)
                faults = "\n".join(f"{each['where']}: {each['what']} {each['mend']}" for each in said["faults"])
                raise NotTaken(f"{said['title']} {said['detail']}\n{faults}") from None
            time.sleep(int(refused.headers.get("Retry-After", 2**number)))
        except URLError:
            if number == TRIES - 1:
                raise
            time.sleep(2**number)
    raise AssertionError("the last try answers or raises")


if __name__ == "__main__":
    channel, overall, words = sys.argv[1:4]
    voice = {"channel": channel, "answers": {"overall": int(overall)}, "words": words}
    try:
        taken = send(os.environ["SERVEWELL"], os.environ["TOKEN"], voice, key=str(uuid4()))
    except NotTaken as fault:
        sys.exit(str(fault))
    print(f"voice {taken['number']}, {os.environ['SERVEWELL']}{taken['page']}")
