"""What docs/build offers for import and for copying runs as it stands, against a server."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.engines import hooks
from servewell.rooms.people.models import Unit
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.voice.models import Comment
from servewell.rooms.webhooks import rules, services
from servewell.rooms.webhooks.models import Message
from tests.builders import a_channel, a_company, a_policy, a_unit, a_voice
from tests.builders.machines import a_token
from tests.builders.webhooks import a_keeper

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
BUILD = Path(__file__).resolve().parents[3] / "docs" / "build"


@pytest.fixture
def hotel() -> Unit:
    hotel = a_unit("east", under=a_company(zone="UTC"))
    a_policy()
    a_channel(hotel, slug="desk")
    return hotel


def ran(*command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, env={**os.environ, **environment}
    )


def test_the_samples_send_a_voice_and_say_what_is_wrong(hotel: Unit, live_server: LiveServer, tmp_path: Path) -> None:
    known = {"SERVEWELL": live_server.url, "TOKEN": a_token(hotel, voice_rules.SEND)[1]}
    file = tmp_path / "voice.json"
    file.write_text(json.dumps({"channel": "desk", "words": "By shell."}), encoding="utf-8")

    by_python = ran(sys.executable, str(BUILD / "send_voice.py"), "desk", "2", "By Python.", **known)
    wrong = ran(sys.executable, str(BUILD / "send_voice.py"), "nowhere", "2", "By Python.", **known)
    by_shell = [ran("sh", str(BUILD / "send_voice.sh"), str(file), "my-key-0001", **known) for _ in range(2)]

    assert by_python.returncode == 0, by_python.stderr
    assert (wrong.returncode, "channel: No survey link" in wrong.stderr) == (1, True)
    assert [json.loads(each.stdout)["is_new"] for each in by_shell] == [True, False]
    assert sorted(Comment.objects.values_list("text", flat=True)) == ["By Python.", "By shell."]


def test_the_receiver_takes_what_is_signed_and_nothing_else(hotel: Unit, settings: Settings, tmp_path: Path) -> None:
    settings.WEBHOOKS_OWN_NETWORKS = hooks.networks("127.0.0.0/8")
    port = free_port()
    at = today.now()
    webhook, secret = services.subscribe(
        unit=hotel,
        name="Sample",
        url=f"http://127.0.0.1:{port}/in",
        events=["voice.received"],
        by=a_keeper(hotel),
        at=at,
    )
    out = tmp_path / "out"
    with (
        out.open("w", encoding="utf-8") as file,
        subprocess.Popen(
            [sys.executable, str(BUILD / "webhook_receiver.py"), str(port)],
            stdout=file,
            env={**os.environ, "SECRET": secret},
        ) as process,
    ):
        try:
            wait_for(port)
            a_voice(a_channel(hotel, slug="lobby"), 5, at=at)
            services.spread_what_waits(at=at.replace(year=at.year + 1))
            message = Message.objects.get()
            services.send(message=message.pk, at=at)
            services.send_again(message=message, by=HOUSE, at=at)
            services.send(message=message.pk, at=at)
            services.exchange_secret(webhook=webhook, by=HOUSE, at=at.replace(year=at.year - 1))
            test = services.send_test(webhook=webhook, by=HOUSE, at=at)
            services.send(message=test.pk, at=at)
        finally:
            process.terminate()

    lines = out.read_text(encoding="utf-8").splitlines()
    message.refresh_from_db()
    test.refresh_from_db()
    assert (message.status, test.status) == (204, 401)  # the earlier secret's day is over
    assert [line.partition(" ")[0] for line in lines] == ["voice.received"]
    assert json.loads(lines[0].partition(" ")[2])["voices"][0]["unit"] == "east"


def test_the_collection_asks_what_the_document_says(hotel: Unit, live_server: LiveServer) -> None:
    whole = json.loads((BUILD / "servewell.postman_collection.json").read_text(encoding="utf-8"))
    sent = next(
        each["request"] for each in whole["item"]
        if each["request"]["method"] == "POST" and each["request"]["url"]["path"] == ["api", "voices"]
    )  # fmt: skip
    token = a_token(hotel, voice_rules.SEND, rules.MANAGE)[1]
    address = sent["url"]["raw"].replace("{{base}}", live_server.url)
    headers = [f"{each['key']}: {each['value'].replace('{{$guid}}', 'a-key-0001')}" for each in sent["header"]]

    done = ran(
        "curl", "--silent", "--data", sent["body"]["raw"], "--header", "Content-Type: application/json",
        *(part for each in (*headers, f"Authorization: Bearer {token}") for part in ("--header", each)), address,
    )  # fmt: skip

    assert json.loads(done.stdout)["is_new"] is True, done.stdout


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the receiver does not listen")
