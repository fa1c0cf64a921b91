"""The scores of a million stored responses against a loop written by hand for the same form.

    python bench/scores.py [--responses 1000000]

Both read the stored answers, JSON texts, and give one score for each: weights, sections, a question that shows only
after another, one that may not apply, a bonus and a critical item that caps. The loop by hand knows the form by heart.
Runs alternate, so that a busy machine slows both; the last run shares the responses among two processes.
Ends with 1 where two cores score fewer than 50,000 in a second, or one needs more than 4 times as long as by hand.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor

from servewell.engines import forms

FASTEST_EXPECTED = 50_000
LIMIT = 4.0
RUNS = 3
CORES = 2
SCALE = {"rateMin": 1, "rateMax": 5}
DOCUMENT = {
    "title": "A shop",
    "servewell:edition": 2,
    "pages": [
        {
            "name": "arrival",
            "servewell:weight": 1,
            "elements": [
                {"type": "rating", "name": "outside", "title": "Outside", **SCALE},
                {"type": "rating", "name": "greeting", "title": "Greeting", **SCALE, "servewell:not-applicable": True},
                {"type": "boolean", "name": "name_used", "title": "Name", "servewell:weight": 2},
                {"type": "boolean", "name": "waited", "title": "Did you wait?"},
                {
                    "type": "rating",
                    "name": "wait",
                    "title": "How long?",
                    "rateMin": 0,
                    "rateMax": 10,
                    "servewell:best": "lowest",
                    "servewell:weight": 3,
                    "visibleIf": "{waited} = true",
                },
            ],
        },
        {
            "name": "room",
            "servewell:weight": 2,
            "elements": [
                *({"type": "rating", "name": f"room{number}", "title": "Room", **SCALE} for number in range(8)),
                {"type": "boolean", "name": "gift", "title": "Gift", "servewell:weight": 1, "servewell:bonus": True},
                {
                    "type": "rating",
                    "name": "safe",
                    "title": "Safe",
                    **SCALE,
                    "servewell:critical": True,
                    "servewell:critical-below": 0.5,
                    "servewell:critical-caps": 0.4,
                },
                {"type": "comment", "name": "words", "title": "Words"},
            ],
        },
    ],
}
ROOMS = tuple(f"room{number}" for number in range(8))


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--responses", type=int, default=1_000_000)
    number = arguments.parse_args().responses
    stored = made_up(number)
    ways: dict[str, Callable[[Sequence[str]], list[float | None]]] = {"by hand": by_hand, "score_many": scored}
    took: dict[str, list[float]] = {name: [] for name in ways}
    results = {}
    for _ in range(RUNS):
        for name, way in ways.items():
            began = time.perf_counter()
            results[name] = way(stored)
            took[name].append(time.perf_counter() - began)
    refuse_if_different(results)
    ratio = statistics.median(took["score_many"]) / statistics.median(took["by hand"])
    for name, seconds in took.items():
        print(f"{name:12} one core  {number / statistics.median(seconds):12,.0f} a second")
    together = number / on_all_cores(stored)
    print(f"{'score_many':12} two cores {together:12,.0f} a second; at least {FASTEST_EXPECTED:,} are wanted")
    print(f"score_many takes {ratio:.2f} times as long as by hand; {LIMIT} are allowed")
    return int(together < FASTEST_EXPECTED or ratio > LIMIT)


def made_up(number: int) -> list[str]:
    """Ten thousand different responses, over and over: what is stored is mostly alike."""
    chance = random.Random(1)
    form = forms.read(DOCUMENT)
    different = [json.dumps(forms.keep(form, _answers(chance))) for _ in range(min(number, 10_000))]
    return [different[at % len(different)] for at in range(number)]


def _answers(chance: random.Random) -> dict[str, forms.AnswerValue]:
    steps = {name: chance.randint(1, 5) for name in ("outside", *ROOMS) if chance.random() < 0.95}
    greeting = chance.choice([1, 2, 3, 4, 5, forms.NOT_APPLICABLE])
    yes = {name: chance.random() < 0.5 for name in ("name_used", "waited", "gift")}
    safe = chance.choice([1, 2, 3, 4, 5, 5, 5, 5, 5])
    return {**steps, "greeting": greeting, **yes, "wait": chance.randint(0, 10), "safe": safe, "words": "All well."}


def scored(stored: Sequence[str]) -> list[float | None]:
    return list(forms.score_many(forms.read(DOCUMENT), map(json.loads, stored)))


def on_all_cores(stored: Sequence[str]) -> float:
    """Seconds, with the processes that do it started before."""
    with ProcessPoolExecutor(CORES) as processes:
        list(processes.map(len, [scored(stored[:100])] * CORES))
        share = len(stored) // 20
        pieces = [stored[at : at + share] for at in range(0, len(stored), share)]
        began = time.perf_counter()
        number = sum(len(each) for each in processes.map(scored, pieces))
        took = time.perf_counter() - began
    if number != len(stored):
        raise SystemExit(f"{number} scores came of {len(stored)} responses")
    return took


def by_hand(stored: Sequence[str]) -> list[float | None]:
    return [_by_hand(json.loads(each)) for each in stored]


def _by_hand(answers: dict[str, object]) -> float | None:
    """Knows the form by heart; whoever changes the form changes this too."""
    get = answers.get
    reached, possible = [], []
    for name in ("outside", "greeting"):
        if (step := get(name)) is not None:
            reached.append((step - 1) / 4)
            possible.append(1.0)
    if (used := get("name_used")) is not None:
        reached.append(used["points"] * 2)
        possible.append(2.0)
    waited = get("waited")
    if waited is not None and waited["value"] is True and (wait := get("wait")) is not None:
        reached.append((wait - 10) / -10 * 3)
        possible.append(3.0)
    arrival = math.fsum(reached) / math.fsum(possible) if possible else None
    reached, possible, cap = [], 0.0, 1.0
    for name in (*ROOMS, "safe"):
        if (step := get(name)) is not None:
            reached.append((step - 1) / 4)
            possible += 1.0
    if (gift := get("gift")) is not None:
        reached.append(gift["points"])
    if (safe := get("safe")) is not None and (safe - 1) / 4 < 0.5:
        cap = 0.4
    room = math.fsum(reached) / possible if possible else None
    parts = [(value, weight) for value, weight in ((arrival, 1.0), (room, 2.0)) if value is not None]
    whole = sum(weight for _, weight in parts)
    return min(math.fsum(value * weight for value, weight in parts) / whole, cap, 1.0) if whole else None


def refuse_if_different(results: dict[str, list[float | None]]) -> None:
    for at, (hand, ours) in enumerate(zip(*results.values(), strict=True)):
        if (hand is None) != (ours is None) or (hand is not None and abs(hand - ours) > 1e-12):
            raise SystemExit(f"response {at}: {hand} by hand, {ours} by score_many")


if __name__ == "__main__":
    sys.exit(main())
