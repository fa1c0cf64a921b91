"""Which server takes our letters."""

import ssl
from dataclasses import dataclass, field
from typing import Final, Literal

_THIS_MACHINE: Final = {"localhost", "127.0.0.1", "::1"}


class PasswordInTheClear(ValueError):
    """A password would travel unencrypted to another machine. Choose `starttls` or `tls`."""


@dataclass(frozen=True, slots=True)
class Server:
    """`authority_file` names the certificates of one's own authority; left out, what the machine trusts is used."""

    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    security: Literal["none", "starttls", "tls"] = "starttls"
    timeout_seconds: float = 30.0
    authority_file: str | None = None

    def __post_init__(self) -> None:
        if self.user and self.security == "none" and self.host not in _THIS_MACHINE:
            raise PasswordInTheClear(f"The password for {self.host} would travel unencrypted; choose starttls or tls.")

    def tls(self) -> ssl.SSLContext:
        """Verifies the certificate and the name in it; there is no way to turn that off."""
        return ssl.create_default_context(cafile=self.authority_file)
