"""The whole lake made anew from the database: its memory, and whether ten times the answers cost ten times the time.

    python bench/loading.py [--voices 50000,150000,500000]

A company of 40 units in a scratch home on SQLite, four answers on a scale in each voice, over 36 months. For each size
one process fills the database and another runs `rebuild`, which streams every row from the reading process into month
files. Prints the peak memory of the loading process and of the reading one that it starts, and the processor's time of
both per million answers, as ratios to the first size.

Limits: 1.25 times the memory of the first size, because rows only pass through, and 1.15 times its time per answer.
Ends with 1 where one is passed.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.memory import peak_mib

SIZES = "50000,150000,500000"
UNITS, DAYS, ITEMS = 40, 1080, 4
MOST_MEMORY, MOST_TIME = 1.25, 1.15


@dataclass(frozen=True)
class Loaded:
    rows: int
    loading_mib: float
    reading_mib: float
    seconds: float

    @property
    def per_million(self) -> float:
        return self.seconds / self.rows * 1e6


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--voices", default=SIZES)
    words.add_argument("--fill", type=int, help=argparse.SUPPRESS)
    words.add_argument("--load", action="store_true", help=argparse.SUPPRESS)
    asked = words.parse_args()
    if asked.fill:
        fill(asked.fill)
        return 0
    if asked.load:
        print(json.dumps(load()))
        return 0
    return report([measured(int(voices)) for voices in asked.voices.split(",")])


def measured(voices: int) -> Loaded:
    with tempfile.TemporaryDirectory(prefix="servewell-loading-") as home:
        given = {key: value for key, value in os.environ.items() if not key.startswith("SERVEWELL_")}
        environment = {**given, "SERVEWELL_HOME": home, "DJANGO_SETTINGS_MODULE": "servewell.project.settings"}
        subprocess.run([sys.executable, __file__, "--fill", str(voices)], env=environment, check=True)
        done = subprocess.run(
            [sys.executable, __file__, "--load"], env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
    found = Loaded(**json.loads(done.stdout))
    if found.rows != voices * ITEMS:
        raise SystemExit(f"{found.rows:,} answers were loaded of {voices * ITEMS:,}.")
    print(
        f"{found.rows:,} answers: loading {found.loading_mib:.0f} MiB, reading {found.reading_mib:.0f} MiB, "
        f"{found.seconds:.1f} s of the processor",
        flush=True,
    )
    return found


def fill(voices: int) -> None:
    import django

    django.setup()

    from datetime import UTC, datetime

    from django.core.management import call_command

    from servewell.rooms.instruments.models import Response
    from servewell.rooms.voice.models import Original, Voice
    from tests.builders import a_channel, a_company, a_survey, a_unit, a_voice

    call_command("migrate", verbosity=0)
    a_survey()
    units = [a_unit(f"unit-{number}", under=a_company()) for number in range(UNITS)]
    others = {"respect": 3, "responsibility": 4, "communication": 2}
    noon = datetime(2026, 11, 16, 9, tzinfo=UTC)
    told = a_voice(a_channel(units[0], slug="bench"), 4, at=noon, **others)
    from bench.cloning import clone

    clone(Original, told.original_id, voices, id="seq.n")
    clone(Response, told.response_id, voices, id="seq.n")
    clone(
        Voice, told.pk, voices, id="seq.n", original_id="seq.n", response_id="seq.n",
        submission="printf('%032x', seq.n)", unit_id=f"{units[0].pk} + seq.n % {UNITS}",
        on=f"date('2026-11-16', '-' || (seq.n / {UNITS} % {DAYS}) || ' days')",
    )  # fmt: skip


def load() -> dict[str, float]:
    import django

    django.setup()

    from servewell.base import today
    from servewell.engines.lake.answers import ANSWERS
    from servewell.rooms.insight import selectors, services

    own = time.process_time()
    services.rebuild(at=today.now())
    reading = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = time.process_time() - own + reading.ru_utime + reading.ru_stime
    rows = sum(selectors.the_lake().months(ANSWERS).values())
    return {"rows": rows, "loading_mib": peak_mib(), "reading_mib": reading.ru_maxrss / 1024, "seconds": seconds}


def report(sizes: list[Loaded]) -> int:
    first, last = sizes[0], sizes[-1]
    memory = max(last.loading_mib / first.loading_mib, last.reading_mib / first.reading_mib)
    taken = max(size.per_million / first.per_million for size in sizes)
    holds = memory <= MOST_MEMORY and taken <= MOST_TIME
    print(
        f"{last.rows / first.rows:.0f} times the answers: memory {memory:.2f} times (limit {MOST_MEMORY}), time per "
        f"answer {taken:.2f} times (limit {MOST_TIME}): {'holds' if holds else 'DOES NOT HOLD'}"
    )
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
