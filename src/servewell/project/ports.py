"""May this process listen there? Asked before anything starts, so that the answer is one sentence and not a log."""

import errno
import socket


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
