"""May this process listen there, and is anybody answering?

The first is asked before anything starts, so that the answer is one sentence and not a log.
"""

import errno
import socket
from http.client import HTTPConnection, HTTPException

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  an address to compare with


def complaint(*, host: str, port: int, setting: str) -> str | None:
    """Why nothing can listen at that address and what to do about it; None when all is well."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            if fault.errno == errno.EADDRINUSE:
                return f"Port {port} is taken: stop what listens there, or set {setting}."
            return f"Nothing can listen at {host}, port {port}: {fault.strerror}. Set SERVEWELL_LISTEN and {setting}."
    return None


def answers(*, host: str, port: int) -> bool:
    """Whether a web server gives any answer there. A port that is open is not enough: it may still be starting."""
    asking = HTTPConnection(EVERYWHERE.get(host, host), port, timeout=1)
    try:
        asking.request("HEAD", "/", headers={"Host": "localhost"})
        asking.getresponse()
    except (OSError, HTTPException):
        return False
    else:
        return True
    finally:
        asking.close()
