"""The mail settings, read when they are needed: a host may set up the server while answers wait."""

from django.conf import settings

from servewell.engines import mail


class SecurityIsUnknown(Exception):
    """The setting mail_security names no way to secure the session."""


def is_set_up() -> bool:
    return bool(settings.MAIL["host"])


def sender() -> str:
    return str(settings.MAIL["sender"])


def reply_to() -> str | None:
    """Where replies go, if not to the sender."""
    return str(settings.MAIL.get("reply_to") or "") or None


def server() -> mail.Server:
    """Raises SecurityIsUnknown, mail.PasswordInTheClear."""
    security = str(settings.MAIL["security"])
    if security not in ("none", "starttls", "tls"):
        raise SecurityIsUnknown(f"mail_security is {security!r}: write none, starttls or tls")
    return mail.Server(
        host=str(settings.MAIL["host"]),
        port=int(str(settings.MAIL["port"])),
        user=str(settings.MAIL["user"] or "") or None,
        password=str(settings.MAIL["password"] or "") or None,
        security="none" if security == "none" else "tls" if security == "tls" else "starttls",
        timeout_seconds=float(str(settings.MAIL["timeout_seconds"])),
    )
