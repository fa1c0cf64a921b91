"""How far somebody is on their walk through the pages."""

from dataclasses import dataclass

from servewell.rooms.people.models import Person, Walk


@dataclass(frozen=True)
class Walking:
    """``step`` counts from 0."""

    step: int
    is_over: bool


def walking(*, person: Person) -> Walking | None:
    """None for whoever never answered whether they want it. No query for whoever signed in with this request."""
    told = vars(person)
    if "walk_step" not in told:
        found = Walk.objects.filter(person=person).first()
        return Walking(found.step, found.ended_at is not None) if found else None
    return None if told["walk_step"] is None else Walking(told["walk_step"], bool(told["walk_is_over"]))
