"""``servewell rescore``: compute the scores of an instrument again."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from servewell.project.commands.told import as_json, tell, with_django

if TYPE_CHECKING:
    from servewell.rooms.instruments.services import Rescored


@click.command(
    help="Compute every score of an instrument again from its answers, and put right what differs. Other writers go on"
    " meanwhile; what was stopped is begun again from the start, or behind a response."
)
@click.argument("code")
@click.option("--version", "number", type=int, help="Just the responses to this version; left out: to all of them.")
@click.option("--after", default=0, help="Go on behind this response.")
@as_json
@with_django
def rescore(code: str, number: int | None, after: int, as_json: bool) -> None:
    from servewell.base.permissions import HOUSE  # noqa: PLC0415  needs Django
    from servewell.rooms.instruments import selectors as instruments  # noqa: PLC0415

    try:
        _, standings = instruments.overview(viewer=HOUSE, code=code)
    except instruments.NoSuchInstrument as fault:
        raise click.BadParameter(str(fault), param_hint="CODE") from fault
    versions = {each.number: each.key for each in standings if number in {None, each.number}}
    if not versions:
        raise click.BadParameter(f"{code} has no version {number}", param_hint="--version")
    looked_at, changed = _of_all(list(versions.values()), after)
    words = [f"{looked_at} scores of {code} were computed again. {len(changed)} came out otherwise."]
    words += [f"  response {each.response}: {_said(each.before)}, now {_said(each.after)}" for each in changed]
    rows = [
        {"response": each.response, "before": each.before, "after": each.after, "is_final": each.is_final}
        for each in changed
    ]
    told = {"instrument": code, "versions": sorted(versions), "scores": looked_at, "changed": rows}
    tell(told, words="\n".join(words), as_json=as_json)


def _of_all(versions: list[int], after: int) -> "tuple[int, list[Rescored]]":
    looked_at = 0
    changed: list[Rescored] = []
    for version in versions:
        for number, those in _batches(version, after):
            looked_at += number
            changed += those
    return looked_at, changed


def _batches(version: int, after: int) -> "Iterator[tuple[int, tuple[Rescored, ...]]]":
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.rooms.instruments import services  # noqa: PLC0415

    following: int | None = after
    while following is not None:
        batch = services.rescore(version=version, after=following, by=HOUSE, at=today.now())
        following = batch.next_after
        yield batch.looked_at, batch.changed


def _said(value: float | None) -> str:
    return "no score" if value is None else f"{value:.4f}"
