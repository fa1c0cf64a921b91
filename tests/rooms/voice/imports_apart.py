"""One process that takes a file in, for tests that kill it: ``-m tests.rooms.voice.imports_apart DEED [ARGUMENT]``."""

import os
import sys
from pathlib import Path

from servewell.project.loading import load

load()

from servewell.base import today  # noqa: E402  Django has to be set up first
from servewell.base.permissions import HOUSE  # noqa: E402
from servewell.engines.tables import apart  # noqa: E402
from servewell.rooms.voice import selectors, services  # noqa: E402
from servewell.rooms.voice.models import Comment, HeldRow, RowKey, Voice  # noqa: E402
from servewell.rooms.voice.services.importing import pacing  # noqa: E402
from tests.builders import a_company, a_unit  # noqa: E402
from tests.builders.stays import STAYS  # noqa: E402

if os.environ.get("READS_APART"):
    apart.WORTH_BYTES = 0
# small batches, so that there are many moments to be killed at
pacing.FIRST = pacing.LARGEST = pacing.SMALLEST


def found(file: str) -> None:
    a_unit("harbour", under=a_company())
    run = services.bring_file(name="stays.csv", path=Path(file), unit=a_company(), by=HOUSE, at=today.now())
    document = STAYS.replace("duplicate: [id]\n", "")  # equal rows are counted, which must survive a kill as well
    services.start(run=run, document=document, by=HOUSE, at=today.now(), in_worker=False)


def take_in(_: str) -> None:
    run = selectors.run_of_key(key=1)
    if run is None:
        raise SystemExit("the import is no longer coming in")
    services.take_in_some(run=run, for_seconds=600, at=today.now(), told=lambda run: print(run.reached, flush=True))
    services.show(run=run, at=today.now())


def tell(_: str) -> None:
    run = selectors.import_for(viewer=HOUSE, number=1)
    counts = selectors.counts_of(run=run)
    rows = Voice.objects.values("row").distinct().count()
    names = RowKey.objects.values("key").distinct().count()
    print(run.state, counts.rows, counts.kept, counts.held_back, Voice.objects.count(), rows, names,
          Comment.objects.count(), HeldRow.objects.count(), len(selectors.keys_of(run=run)))  # fmt: skip


if __name__ == "__main__":
    {"found": found, "take_in": take_in, "tell": tell}[sys.argv[1]](sys.argv[2] if len(sys.argv) > 2 else "")
