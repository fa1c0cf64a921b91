"""What a webhook is told: keys and codes of what whoever made it may see, and nobody's words.

What speaks of harm is told to no other system, whoever made the webhook; what is said at a unit kept apart, to those
alone that were given their webhook there.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from servewell.base.permissions import Actor
from servewell.rooms.cases import selectors as cases
from servewell.rooms.insight import selectors as insight
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors as voice
from servewell.rooms.webhooks import terms
from servewell.rooms.webhooks.models import Message, Webhook

Item = Mapping[str, object]
# where an item of a message names its voice
VOICE_IN: Final = {"voice": "number", "case": "voice"}


def bodies(*, webhook: Webhook, event: terms.Told, keys: Sequence[int], at: datetime) -> Iterator[str]:
    """The bodies of the messages, each of so many things at most; none where its maker may see none of them."""
    viewer = webhook.person or webhook.token
    if viewer is None:
        return
    below = set(people.below_now(unit=webhook.unit_id).filter(is_apart=False).values_list("unit", flat=True))
    named, _, _deed = event.value.partition(".")
    for start in range(0, len(keys), terms.MOST_IN_A_MESSAGE):
        items = _seen(viewer, named, keys[start : start + terms.MOST_IN_A_MESSAGE], below)
        if items:
            body = {"type": event.value, "timestamp": at.isoformat(), "data": {f"{named}s": items}}
            yield _written(body)


def _seen(viewer: Actor, named: str, keys: Sequence[int], below: set[int]) -> list[Item]:
    if named == "voice":
        return [
            {"number": each.number, "unit": each.unit_code, "channel": each.channel, "on": each.on.isoformat(),
             "language": each.language}
            for each in voice.in_brief(viewer=viewer, voices=keys) if each.unit in below
        ]  # fmt: skip
    if named == "case":
        return [
            {"number": each.number, "voice": each.voice, "unit": each.unit_code, "reason": each.reason,
             "state": each.state, "into": each.into, "opened_at": each.opened_at.isoformat(),
             "due_at": each.due_at.isoformat()}
            for each in cases.in_brief(viewer=viewer, cases=keys) if each.unit in below
        ]  # fmt: skip
    return [
        {"number": each.pk, "unit": each.unit.code, "form": each.form, "language": each.language}
        for each in insight.findings_among(viewer=viewer, published=keys) if each.unit_id in below
    ]  # fmt: skip


def still_told(*, messages: Sequence[Message]) -> dict[int, str]:
    """By key, their bodies as they may be told now: without what speaks of harm or is kept apart since they were made.

    A message that tells of nothing else is left out. Two queries at most.
    """
    read = {each.pk: json.loads(each.body) for each in messages if each.event.partition(".")[0] in VOICE_IN}
    voices = {item[VOICE_IN[named]] for body in read.values() for named, items in _lists(body) for item in items}
    sealed = voice.are_sealed(voices=voices) if voices else frozenset()
    apart = (
        people.codes_apart_from(units={each.webhook.unit_id for each in messages if each.pk in read}) if read else {}
    )
    told = {}
    for each in messages:
        kept = apart.get(each.webhook.unit_id, frozenset())
        body = _without(read[each.pk], sealed, kept) if each.pk in read and (sealed or kept) else each.body
        if body:
            told[each.pk] = body
    return told


def _lists(body: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    for name, items in body["data"].items():
        yield name.removesuffix("s"), items


def _without(body: Mapping[str, Any], sealed: frozenset[int], kept: frozenset[str]) -> str:
    """Empty where nothing is left."""
    [(named, items)] = _lists(body)
    left = [item for item in items if item[VOICE_IN[named]] not in sealed and item["unit"] not in kept]
    return _written({**body, "data": {f"{named}s": left}}) if left else ""


def _written(body: Mapping[str, object]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
