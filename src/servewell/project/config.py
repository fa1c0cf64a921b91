"""Every setting a host can make, in one typed table.

A key is read from the environment (``SERVEWELL_MAIL_HOST``), then from ``servewell.toml`` in the home folder
(``mail_host = "..."``), then falls back to its default. ``docs/run/settings.md`` is printed from this table.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from servewell.project import secret
from servewell.project.secret import Secrets

type_names = {str: "text", int: "whole number", bool: "true or false"}
PORTS = range(1, 65_536)


@dataclass(frozen=True)
class Key:
    """``fits`` is what a text must match, ``within`` where a number must lie."""

    name: str
    default: str | int | bool
    meaning: str
    fits: str = r"[^\n]*"
    within: range = range(1, 10_000)

    @property
    def environment_name(self) -> str:
        return f"SERVEWELL_{self.name.upper()}"


KEYS = (
    Key(
        "base_url",
        "",
        "The address people type, with https:// and without a path; links in mails begin with it. "
        "Empty: http://localhost and the port.",
        fits=r"(https?://[^/\s]+/?)?",
    ),
    Key("port", 8000, "The port the web server listens on.", within=PORTS),
    Key("listen", "127.0.0.1", "The address the web server listens on; put a TLS proxy before it.", fits=r"\S+"),
    Key(
        "database",
        "",
        "postgresql://user:password@host:port/name; empty: SQLite in the home folder.",
        fits=r"(postgres(ql)?://\S+)?",
    ),
    Key("web_processes", 2, "Web server processes.", within=range(1, 65)),
    Key("web_threads", 4, "Threads in each web server process.", within=range(1, 257)),
    Key("workers", 1, "Background worker processes.", within=range(1, 65)),
    Key("debug", False, "Shows faults in the browser; for developers only."),
    Key("behind_proxy", False, "A proxy before Servewell ends TLS and sets X-Forwarded-Proto and X-Forwarded-For."),
    Key("mail_host", "", "The SMTP server that takes answers; empty: answers wait in their ledgers and say so."),
    Key("mail_port", 587, "Its port.", within=PORTS),
    Key("mail_user", "", "The name to sign in to it with; empty: no sign-in."),
    Key("mail_password", "", "The password for it."),
    Key("mail_security", "starttls", "none, starttls or tls.", fits="none|starttls|tls"),
    Key("mail_from", "care@example.com", "The address answers come from.", fits=r"[^@\n]+@[^@\s]+"),
    Key("mail_reply_to", "", "The address customers' replies go to; empty: mail_from."),
    Key(
        "mail_bounces_to",
        "",
        "A mailbox for what comes back, such as bounces@example.com, whose server takes bounces+anything@example.com "
        "as well; letters that ask for an answer carry it as their return address. Empty: mail_from.",
        fits=r"([^@\s]+@[^@\s]+)?",
    ),
    # a worker that takes longer than two minutes over one mail is ended, and the mail is in doubt
    Key("mail_timeout_seconds", 30, "How long each step of handing a mail over may take.", within=range(1, 61)),
    Key("oidc_name", "", "Sign-in with the company's own identity provider: the name on its button; empty: none."),
    Key("oidc_server", "", "The OpenID Connect issuer's address.", fits=r"(https?://\S+)?"),
    Key("oidc_client", "", "The client id that the issuer gave."),
    Key("oidc_secret", "", "The client secret that the issuer gave."),
    Key(
        "people_may_leave_percent",
        20,
        "A staff file that would let go a larger share of the people asks a named person first.",
        within=range(1, 51),
    ),
    Key(
        "staff_folder",
        "",
        "The folder in which the HR system leaves its nightly file of the whole staff; empty: none. "
        "docs/run/people.md tells its columns.",
    ),
    Key(
        "backup_folder",
        "",
        "The folder for servewell backup, of this home alone, best on another disk; empty: backups in the home folder.",
    ),
    Key(
        "backup_hours",
        0,
        "A timer takes a backup every so many hours, and servewell check says when one is missing; 0: no timer does.",
        within=range(24 * 366),
    ),
    Key(
        "metrics_token",
        "",
        "Whoever sends it as bearer token reads /metrics; empty: only who asks on this machine, past no proxy.",
        fits=r"([\x21-\x7e]{16,})?",
    ),
    Key(
        "webhooks_own_networks",
        "",
        "Networks of your own that webhooks may reach, with commas, such as 10.1.0.0/16 or 127.0.0.1/32; "
        "empty: only public addresses.",
        fits=r"([0-9A-Fa-f.:/]+( *, *[0-9A-Fa-f.:/]+)*)?",
    ),
    Key("guided_walk", True, "Whoever signs in first is offered a walk of two minutes through their pages."),
    Key("demo_mailbox", False, "Runs a mailbox on loopback that takes every mail and keeps it in the home folder."),
    Key("log_json", False, "Writes each line of the log as one JSON document, for machines that collect them."),
    Key("show_kit", False, "Shows the components of the interface at /kit/; for developers."),
)
SECRETS = ("mail_password", "oidc_secret", "database", "metrics_token")


class SettingIsWrong(Exception):
    """A setting cannot be read; the message says which, where it came from and what it takes."""


@dataclass(frozen=True)
class Config:
    home: Path
    values: Mapping[str, str | int | bool]
    secrets: Secrets

    @property
    def secret_key(self) -> str:
        return self.secrets.now

    def text(self, name: str) -> str:
        return str(self.values[name])

    def number(self, name: str) -> int:
        return int(self.values[name])

    def flag(self, name: str) -> bool:
        return bool(self.values[name])


def home_folder(environment: Mapping[str, str] = os.environ) -> Path:
    return Path(environment.get("SERVEWELL_HOME") or "~/.servewell").expanduser().absolute()


def load(environment: Mapping[str, str] = os.environ) -> Config:
    """Read every key. Raises SettingIsWrong for an unknown key, a value of the wrong kind, or a home out of reach."""
    home = home_folder(environment)
    written = _written_in(home / "servewell.toml")
    values = {key.name: _value(key, environment, written, home) for key in KEYS}
    return Config(home=home, values=values, secrets=_secrets(home))


def _written_in(file: Path) -> Mapping[str, object]:
    if not file.exists():
        return {}
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise SettingIsWrong(f"{file} is not valid TOML: {fault}. Mend that line and start again.") from fault
    except OSError as fault:
        raise SettingIsWrong(f"{file} cannot be read: {fault.strerror}. Mend its owner or its mode.") from fault
    unknown = sorted(set(written) - {key.name for key in KEYS})
    if unknown:
        raise SettingIsWrong(
            f"{file} has a key that Servewell does not know: {', '.join(unknown)}. See docs/run/settings.md."
        )
    return written


def _value(key: Key, environment: Mapping[str, str], written: Mapping[str, object], home: Path) -> str | int | bool:
    if key.environment_name in environment:
        return _parsed(key, environment[key.environment_name], key.environment_name)
    if key.name in written:
        return _parsed(key, written[key.name], f"{key.name} in {home / 'servewell.toml'}")
    return key.default


def _parsed(key: Key, value: object, where: str) -> str | int | bool:
    read = {bool: _flag, int: _whole, str: _text}[type(key.default)](value)
    shown = "set" if key.name in SECRETS else repr(value)
    if read is None:
        raise SettingIsWrong(f"{where} is {shown}, but it takes {type_names[type(key.default)]}. {key.meaning}")
    if type(read) is int and read not in key.within:
        raise SettingIsWrong(f"{where} is {read}, but it lies from {key.within[0]} to {key.within[-1]}. {key.meaning}")
    if isinstance(read, str) and re.fullmatch(key.fits, read) is None:
        raise SettingIsWrong(f"{where} is {shown}, which does not fit. {key.meaning}")
    return read


def _flag(value: object) -> bool | None:
    word = str(value).lower()
    return word in ("true", "1", "yes") if word in ("true", "1", "yes", "false", "0", "no") else None


def _whole(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.removeprefix("-").isdigit() else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _secrets(home: Path) -> Secrets:
    try:
        return secret.of(home)
    except secret.SecretIsWrong as fault:
        raise SettingIsWrong(str(fault)) from fault
    except OSError as fault:
        raise SettingIsWrong(
            f"The home folder {home} cannot be used: {fault.strerror} ({fault.filename}). "
            "Make it writable, or name another one in SERVEWELL_HOME."
        ) from fault
