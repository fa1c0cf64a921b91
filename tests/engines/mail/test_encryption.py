"""Encrypted sessions: the certificate is always verified, and nothing falls back to plain text."""

import datetime
import ipaddress
import ssl
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from servewell.engines import mail
from tests.engines.mail.smtp_servers import Keeper, Line, running, scripted

LETTER = mail.Letter("care@hotel.example", "mei@guest.example", "Hello", "Text", "en", "<a@hotel.example>")
PATIENT = 5.0


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A key and a certificate for 127.0.0.1 in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
        .not_valid_after(datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    written_key = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(written_key + signed.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def offered(certificate) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def test_starttls_hands_over_to_a_server_whose_certificate_is_trusted(certificate, offered):
    keeper = Keeper()

    with running(keeper, tls_context=offered, require_starttls=True) as port:
        server = mail.Server("127.0.0.1", port, timeout_seconds=PATIENT, authority_file=str(certificate))
        outcome = mail.hand_over(server=server, letter=LETTER)

    assert isinstance(outcome, mail.HandedOver)
    assert [each.content for each in keeper.taken] == [mail.compose(LETTER)]


def test_a_certificate_that_no_one_vouches_for_is_not_accepted(offered):
    keeper = Keeper()

    with running(keeper, tls_context=offered) as port:
        server = mail.Server("127.0.0.1", port, timeout_seconds=PATIENT)
        outcome = mail.hand_over(server=server, letter=LETTER)

    assert isinstance(outcome, mail.NotReached)
    assert "CERTIFICATE_VERIFY_FAILED" in outcome.why
    assert keeper.taken == []


def test_a_server_without_starttls_gets_nothing_in_plain_text():
    def no_starttls(line: Line) -> None:
        line.say("220 here")
        line.hear_and_say("250 hello")
        line.hear()

    with scripted(no_starttls) as (port, heard):
        outcome = mail.hand_over(server=mail.Server("127.0.0.1", port, timeout_seconds=PATIENT), letter=LETTER)

    assert outcome == mail.NotReached(
        why=f"127.0.0.1:{port} broke off before the letter's end was sent: STARTTLS extension not supported by server."
    )
    assert heard == [b"ehlo hotel.example\r\n", b""]


def _only_ann(_server, _session, _envelope, _mechanism, login) -> AuthResult:
    return AuthResult(handled=False, success=login.login == b"ann" and login.password == b"right")


@pytest.mark.parametrize(("password", "kind"), [("right", mail.HandedOver), ("wrong", mail.NotReached)])
def test_a_wrong_password_says_nothing_about_the_letter(certificate, offered, password, kind):
    signing_in = {"authenticator": _only_ann, "auth_required": True, "tls_context": offered}

    with running(Keeper(), **signing_in) as port:
        server = mail.Server("127.0.0.1", port, "ann", password, "starttls", PATIENT, str(certificate))
        outcome = mail.hand_over(server=server, letter=LETTER)

    assert isinstance(outcome, kind)


def test_a_password_never_travels_unencrypted_to_another_machine():
    with pytest.raises(mail.PasswordInTheClear):
        mail.Server("mail.hotel.example", 25, "ann", "right", "none")


def test_a_password_is_not_shown_where_a_server_is_printed():
    assert "right" not in repr(mail.Server("mail.hotel.example", 465, "ann", "right", "tls"))
