"""Becomes another program that is told to stop when the process which started it dies, however it dies.

Run as ``python -m servewell.project.tethered PARENT COMMAND ...``. Without this, a supervisor killed outright would
leave a web server behind that nobody looks after and that holds the port. Linux only; elsewhere the command just runs.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def tie() -> None:
    """Ask the kernel for SIGTERM at the parent's death. It outlasts exec."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def main(parent: int, command: list[str]) -> None:
    tie()
    if os.getppid() != parent:  # it died before the kernel was asked
        sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606  our own commands


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
