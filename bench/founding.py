"""How long the whole demo company takes to be founded, from an empty folder to the last line of ``servewell demo``.

Run: ``.venv/bin/python bench/founding.py``. Where other work takes the processor, the seconds of the processor on two
cores are what holds: they are printed beside the seconds on the wall.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT = 90.0  # seconds on two cores that do nothing else

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from bench.served import OF_THE_TESTS, SERVEWELL


def founded(home: str) -> tuple[float, float]:
    """Seconds on the wall and of the processor, children and all."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(OF_THE_TESTS)}
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    made = subprocess.run(
        [*SERVEWELL, "demo", "--json"], env={**kept, "SERVEWELL_HOME": home}, check=True, stdout=subprocess.PIPE
    )
    took, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert json.loads(made.stdout), "a demo comes with its sign-ins"
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="servewell-bench-") as home:
        took, worked = founded(home)
    ratio = took / LIMIT
    print(f"founded in {took:.0f} s, {worked:.0f} s of the processor: {ratio:.2f} of {LIMIT:.0f} s", flush=True)
    print(f"limit 1.0: {'holds' if ratio <= 1 else 'DOES NOT HOLD'}")
    return 1 if ratio > 1 else 0


if __name__ == "__main__":
    sys.exit(main())
