"""The figures of a home that was just restored: ``python -m servewell.project.backing_up.figures MADE_AT AS_OF``.

They are made from the database and are as of the moment of which they were, for the home has heard nothing since: so
whoever asks for a figure reads what they would have read before, to the byte.
"""

import os
import sys
from datetime import datetime

from servewell.project.loading import load


def make(*, made_at: datetime, as_of: datetime) -> None:
    from servewell.base.models import FollowUp  # noqa: PLC0415  needs Django
    from servewell.project.catching_up import OF_INSIGHT  # noqa: PLC0415
    from servewell.rooms.insight import selectors, services  # noqa: PLC0415

    waiting = FollowUp.objects.filter(done_at__isnull=True, listener__startswith=OF_INSIGHT)
    were_behind = waiting.exists() or selectors.waiting_since() is not None
    services.rebuild(at=made_at if were_behind else as_of)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servewell.project.settings")
    load()
    make(made_at=datetime.fromisoformat(sys.argv[1]), as_of=datetime.fromisoformat(sys.argv[2]))
