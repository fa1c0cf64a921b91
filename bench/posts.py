"""Survey posts per second against a bare Django view that inserts as many rows in one transaction.

Both are served by granian on loopback with the same settings from copies of one demo database (SQLite, WAL,
synchronous=FULL). Prints posts per second and ratios, for a post that opens no case and one that opens one;
exits with 1 when a ratio is below 0.5.
"""

import argparse
import hashlib
import http.client
import os
import pickle
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.served import ROOT, SERVEWELL, free_port

LEAST = 0.5
CLIENTS = 4
ROUNDS = 5
CHANNEL = "station-hotel"
POSTS = {
    "opens no case": {"overall": "5", "respect": "5", "effective": "4", "communication": "5", "words": "All well."},
    "opens a case": {"overall": "1", "respect": "2", "words": "Cold.", "answer": "true", "email": "elena@example.com"},
}
Body = bytes


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=400, help="posts in each round")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--inside", choices=["tickets", "recipe"], help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        return inside(asked.inside, asked.posts)
    with tempfile.TemporaryDirectory(prefix="servewell-bench-") as folder:
        demo = Path(folder) / "demo"
        subprocess.run(
            [*SERVEWELL, "demo", "--size", "small", "--json"], env=at_home(demo), check=True, capture_output=True
        )
        ratios = [compare(name, demo, Path(folder), asked.posts, asked.rounds) for name in POSTS]
    return 0 if min(ratios) >= LEAST else 1


def at_home(home: Path, **more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SERVEWELL_")}
    return {**kept, "SERVEWELL_HOME": str(home), "PYTHONPATH": str(ROOT), **more}


def compare(name: str, demo: Path, folder: Path, posts: int, rounds: int) -> float:
    """Rounds in turns, so that a machine that slows down slows both."""
    homes = {side: folder / f"{side}-{name}".replace(" ", "-") for side in ("ours", "bare")}
    for home in homes.values():
        shutil.copytree(demo, home)
    recipe = folder / "recipe.pickle"
    made = run_inside("recipe", homes["bare"], BENCH_POST=name, BENCH_RECIPE_TO=str(recipe))
    print(f"{name}: {made.decode().strip()}", flush=True)
    rates: dict[str, list[float]] = {"ours": [], "bare": []}
    with (
        served("servewell.project.wsgi", at_home(homes["ours"], SERVEWELL_BEHIND_PROXY="true")) as ours,
        served("bench.bare.wsgi", at_home(homes["bare"], BENCH_RECIPE=str(recipe))) as bare,
    ):
        targets = {"ours": (ours, f"/s/{CHANNEL}"), "bare": (bare, "/post")}
        count = str(posts * (rounds + 1))
        bodies = pickle.loads(run_inside("tickets", homes["ours"], BENCH_POST=name, BENCH_COUNT=count))
        for number in range(rounds + 1):
            for side, (port, path) in targets.items():
                rate = per_second(port, path, bodies[number * posts : (number + 1) * posts])
                if number:  # the first round only warms up
                    rates[side].append(rate)
    return report(name, rates)


def report(name: str, rates: dict[str, list[float]]) -> float:
    ours, bare = (statistics.median(rates[side]) for side in ("ours", "bare"))
    print(f"{name}: ours {ours:.0f}/s, bare {bare:.0f}/s, ratio {ours / bare:.2f} (at least {LEAST})", flush=True)
    return ours / bare


def run_inside(what: str, home: Path, **more: str) -> bytes:
    """Something that needs the product's own models and key, in a process of its own."""
    command = [sys.executable, str(Path(__file__)), "--inside", what, "--posts", more.get("BENCH_COUNT", "1")]
    return subprocess.run(command, env=at_home(home, **more), check=True, capture_output=True).stdout


@contextmanager
def served(module: str, environment: dict[str, str]) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
    server = subprocess.Popen([*command, f"{module}:application"], env=environment, cwd=ROOT)
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(port: int) -> None:
    for _ in range(600):
        try:
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            link.request("GET", "/s/none")
            link.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server did not answer within a minute")


def per_second(port: int, path: str, bodies: Sequence[Body]) -> float:
    share = [bodies[number::CLIENTS] for number in range(CLIENTS)]
    faults: list[BaseException] = []
    customers = [threading.Thread(target=caught(faults, post_all), args=(port, path, each)) for each in share]
    began = time.perf_counter()
    for customer in customers:
        customer.start()
    for customer in customers:
        customer.join()
    if faults:
        raise faults[0]
    return len(bodies) / (time.perf_counter() - began)


def caught(faults: list[BaseException], work: Callable[..., None]) -> Callable[..., None]:
    def run(*arguments: object) -> None:
        try:
            work(*arguments)
        except BaseException as fault:
            faults.append(fault)

    return run


def post_all(port: int, path: str, bodies: Sequence[Body]) -> None:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Language": "en"}
    for body in bodies:
        # each customer in a place of their own: from one place only so many addresses are taken
        place = ".".join(map(str, hashlib.sha256(body).digest()[:4]))
        link.request("POST", path, body=body, headers=headers | {"X-Forwarded-For": place})
        answer = link.getresponse()
        page = answer.read()
        if answer.status not in (302, 303):
            raise RuntimeError(f"{path} answered {answer.status}: {page[:2000]!r}")


def inside(what: str, count: int) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "servewell.project.settings"
    import django

    django.setup()
    bodies = tickets(count)
    if what == "tickets":
        sys.stdout.buffer.write(pickle.dumps(bodies))
    else:
        make_recipe(bodies[0])
    return 0


def tickets(count: int) -> list[Body]:
    """Posts as a browser would send them, each with a ticket of its own."""
    from servewell.base import today
    from servewell.rooms.instruments import selectors as instruments
    from servewell.rooms.voice import selectors as voices
    from servewell.web.voice.forms import LANGUAGE, TICKET, Ticket

    channel = voices.channel_by_slug(slug=CHANNEL)
    version = instruments.current(instrument=channel.instrument_id).key
    answers = POSTS[os.environ["BENCH_POST"]]
    new = (Ticket.new(link=f"channel:{channel.pk}", version=version, at=today.now()) for _ in range(count))
    bodies = []
    for ticket in new:
        fields = {TICKET: ticket.signed(), LANGUAGE: "en", **answers}
        if "email" in fields:
            fields["email"] = f"customer-{ticket.submission.hex}@example.com"
        bodies.append(urlencode(fields).encode())
    return bodies


def make_recipe(body: Body) -> None:
    """Post once and write down every row that came of it, in an order in which they can be inserted again."""
    from django.apps import apps
    from django.test import Client

    kept = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    before = {model: set(model.objects.values_list("pk", flat=True)) for model in kept}
    answer = Client(SERVER_NAME="localhost").post(
        f"/s/{CHANNEL}", body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 303, answer.content
    new = {model: [row for row in model.objects.all() if row.pk not in before[model]] for model in kept}
    order = in_order([model for model, rows in new.items() if rows])
    recipe = [
        (model, [{"pk": row.pk, **{field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}}
                 for row in new[model]])
        for model in order
    ]  # fmt: skip
    Path(os.environ["BENCH_RECIPE_TO"]).write_bytes(pickle.dumps(recipe))
    counts = ", ".join(f"{len(rows)} {model._meta.label_lower}" for model, rows in recipe)
    print(f"{sum(len(rows) for _, rows in recipe)} rows ({counts})")


def in_order(models: list) -> list:
    """Rows that are pointed at come first."""
    ordered: list = []
    while models:
        for model in models:
            points_at = {field.remote_field.model for field in model._meta.concrete_fields if field.remote_field}
            if not points_at & (set(models) - {model}):
                ordered.append(model)
                models = [each for each in models if each is not model]
                break
        else:
            raise ValueError(f"these point at each other: {models}")
    return ordered


if __name__ == "__main__":
    sys.exit(main())
