"""One process that tries a wrong PIN again and again: run by the lock-out test, several at once.

Prints how many tries got as far as the PIN being looked at.
"""

import sys

import django


def main(number: str, tries: int) -> None:
    django.setup()
    from django.test import Client

    browser = Client()
    print("ready", flush=True)
    sys.stdin.readline()
    looked_at = 0
    for _ in range(tries):
        answer = browser.post(
            "/accounts/login/", {"login": number, "password": "918273"}, headers={"host": "localhost"}
        )
        looked_at += "do not belong together" in answer.content.decode()
    print(looked_at, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
