"""Messages are signed as the scheme says, go only where they may, and nobody is waited for without end."""

import base64
import ipaddress
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from servewell.engines import hooks
from servewell.engines.hooks import posting, reaching
from tests.builders.webhooks import Listener, listening

LOOPBACK = hooks.networks("127.0.0.0/8, ::1/128")


def test_a_signature_is_that_of_the_specification() -> None:
    """Source: the example in the specification of Standard Webhooks."""
    key = hooks.key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

    signed = hooks.signature(
        key, message="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330, body=b'{"test": 2432232314}'
    )

    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_openssl_makes_the_same_signature() -> None:
    secret, body = hooks.new_secret(), '{"words":"滿意"}'.encode()
    key = base64.b64decode(secret.removeprefix("whsec_"))

    told = hooks.headers([key], message="msg_1", timestamp=1_700_000_000, body=body)

    digest = subprocess.run(
        ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{key.hex()}", "-binary"],
        input=b"msg_1.1700000000." + body, capture_output=True, check=True,
    ).stdout  # fmt: skip
    assert told["webhook-signature"] == "v1," + base64.b64encode(digest).decode()
    assert (told["webhook-id"], told["webhook-timestamp"]) == ("msg_1", "1700000000")
    assert len(key) == 32
    assert hooks.new_secret() != secret


def test_while_a_secret_is_exchanged_both_sign() -> None:
    keys = [hooks.key_of(hooks.new_secret()) for _ in range(2)]

    told = hooks.headers(keys, message="msg_1", timestamp=1, body=b"{}")["webhook-signature"]

    assert told.split(" ") == [hooks.signature(key, message="msg_1", timestamp=1, body=b"{}") for key in keys]


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("10.0.0.8", hooks.PRIVATE),
        ("127.0.0.1", hooks.PRIVATE),
        ("169.254.169.254", hooks.PRIVATE),
        ("100.64.0.1", hooks.PRIVATE),
        ("0.0.0.0", hooks.PRIVATE),
        ("224.0.0.1", hooks.PRIVATE),
        ("::1", hooks.PRIVATE),
        ("fe80::1", hooks.PRIVATE),
        ("fd00::1", hooks.PRIVATE),
        ("fec0::1", hooks.PRIVATE),
        ("::7f00:1", hooks.PRIVATE),
        ("64:ff9b:1::a00:8", hooks.PRIVATE),
        ("::ffff:10.0.0.8", hooks.PRIVATE),
        ("64:ff9b::a00:8", hooks.PRIVATE),
        ("2002:a00:8::1", hooks.PRIVATE),
        ("93.184.215.14", None),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", None),
    ],
)
def test_an_address_of_ones_own_network_is_not_reached_by_whatever_name(
    monkeypatch: pytest.MonkeyPatch, address: str, why: str | None
) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 443)), (0, 0, 0, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asked, **more: found)

    if why is None:
        assert hooks.target("https://hooks.example.com/in", own=()).address == "93.184.215.14"
        return
    with pytest.raises(hooks.MayNotBeReached) as refused:
        hooks.target("https://hooks.example.com/in", own=())
    assert refused.value.why == why


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://93.184.215.14/in", hooks.NOT_HTTPS),
        ("ftp://93.184.215.14/in", hooks.NOT_HTTPS),
        ("https://", hooks.NOT_AN_ADDRESS),
        ("https://me:secret@93.184.215.14/in", hooks.NOT_AN_ADDRESS),
        ("https://93.184.215.14/in#part", hooks.NOT_AN_ADDRESS),
        ("https://93.184.215.14/a b", hooks.NOT_AN_ADDRESS),
        ("https://93.184.215.14/a\r\nX-More: 1", hooks.NOT_AN_ADDRESS),
        ("https://93.184.215.14:99999/", hooks.NOT_AN_ADDRESS),
        ("https://[::1/", hooks.NOT_AN_ADDRESS),
        ("https://93.184.215.14\\@10.0.0.1/", hooks.NOT_AN_ADDRESS),
        ("https://93.184.215.14/" + "a" * 600, hooks.NOT_AN_ADDRESS),
        ("https://0x7f000001/", hooks.PRIVATE),
        ("https://2130706433/", hooks.PRIVATE),
    ],
)
def test_what_is_no_address_over_https_is_refused(url: str, why: str) -> None:
    with pytest.raises(hooks.MayNotBeReached) as refused:
        hooks.target(url, own=())

    assert refused.value.why == why


def test_a_host_names_the_networks_of_its_own_that_may_be_reached() -> None:
    own = hooks.networks("10.1.0.0/16")

    assert hooks.target("https://10.1.2.3:8443/in?a=b", own=own) == hooks.Target(
        "10.1.2.3", 8443, "/in?a=b", is_https=True, address="10.1.2.3"
    )
    with pytest.raises(hooks.MayNotBeReached):
        hooks.target("https://10.2.0.1/in", own=own)
    with pytest.raises(hooks.MayNotBeReached):  # what leaves this machine is never sent in the clear
        hooks.target("http://10.1.2.3/in", own=own)
    assert hooks.target("http://127.0.0.1:8000/", own=LOOPBACK).authority == "127.0.0.1:8000"
    with pytest.raises(ValueError, match="has host bits set"):
        hooks.networks("10.1.0.1/16")


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


def post(url: str, body: bytes = b"{}") -> hooks.Answered:
    return hooks.post(hooks.target(url, own=LOOPBACK), body, {"webhook-id": "msg_1"})


def test_a_message_is_posted_and_its_answer_kept_as_far_as_it_is_short(listener: Listener) -> None:
    listener.status, listener.body = 500, "滿意\x00".encode() * 1000

    answered = post(listener.url)

    [(headers, body)] = listener.came
    assert (body, headers["webhook-id"], headers["host"]) == (b"{}", "msg_1", f"127.0.0.1:{listener.port}")
    assert (answered.status, answered.is_taken, len(answered.body.encode()) <= 3 * hooks.posting.LARGEST_ANSWER) == (
        500, False, True,
    )  # fmt: skip
    assert "\x00" not in answered.body
    assert answered.body.startswith("滿意")


def test_no_redirect_is_followed(listener: Listener) -> None:
    listener.status, listener.headers = 302, {"Location": listener.url}

    assert (post(listener.url).status, len(listener.came)) == (302, 1)


def test_where_nobody_listens_it_says_so() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        answered = post(f"http://127.0.0.1:{taken.getsockname()[1]}/")

    assert (answered.status, answered.is_taken) == (None, False)
    assert answered.trouble.startswith("ConnectionRefusedError")


def test_whoever_sends_a_byte_now_and_then_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "WHOLE_SECONDS", 0.5)
    ended = threading.Event()

    def drip(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not ended.wait(0.05):
                try:
                    connection.sendall(b"a")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=(server,))
        thread.start()
        began = time.monotonic()
        answered = post(f"http://127.0.0.1:{server.getsockname()[1]}/")
        took = time.monotonic() - began
        ended.set()
        thread.join()

    assert answered.status is None
    assert 0.4 < took < 5


def test_whoever_is_slow_to_shake_hands_is_not_waited_for_afterwards(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(posting, "WHOLE_SECONDS", 0.5)
    monkeypatch.setattr(posting.ssl, "create_default_context", ssl._create_unverified_context)
    pem = tmp_path / "server.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", pem, "-out", tmp_path / "own.pem",
         "-subj", "/CN=localhost"],
        capture_output=True, check=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "own.pem", pem)
    ended = threading.Event()

    def drip(server: socket.socket) -> None:
        plain, _ = server.accept()
        time.sleep(1)
        try:
            with context.wrap_socket(plain, server_side=True) as connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                while not ended.wait(0.05):
                    connection.sendall(b"a")
        except OSError:
            return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=(server,))
        thread.start()
        threading.Timer(6, ended.set).start()
        began = time.monotonic()
        answered = post(f"https://127.0.0.1:{server.getsockname()[1]}/")
        took = time.monotonic() - began
        ended.set()
        thread.join()

    assert (answered.status, answered.trouble) == (None, "TimeoutError: no answer within 20 s")
    assert took < 4


def test_an_address_that_was_allowed_is_the_one_that_is_connected_to(listener: Listener) -> None:
    """Whoever changes the name's address after it was looked at changes nothing."""
    target = reaching.Target("hooks.example.com", listener.port, "/", is_https=False, address="127.0.0.1")

    assert hooks.post(target, b"{}", {}).is_taken
    assert listener.came[0][0]["host"] == f"hooks.example.com:{listener.port}"


def test_networks_are_read_as_hosts_write_them() -> None:
    assert hooks.networks(" 10.0.0.0/8 ,fd00::/8,") == (
        ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8"),
    )  # fmt: skip
    assert hooks.networks("") == ()
