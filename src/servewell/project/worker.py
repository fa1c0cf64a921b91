"""The background worker: ``python -m servewell.project.worker``."""

import os
import sys

from servewell.project import tethered
from servewell.project.loading import load


def main() -> int:
    load()
    from servewell.base import jobs  # noqa: PLC0415  needs the settings

    os.register_at_fork(after_in_child=tethered.tie)  # its processes end with it, however it ends
    return 0 if jobs.work() else 1


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servewell.project.settings")
    sys.exit(main())
