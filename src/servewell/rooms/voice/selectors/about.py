"""What customers said about encounters that one person served."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from servewell.base.paging import Page
from servewell.base.permissions import HOUSE, Actor
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, terms
from servewell.rooms.voice.models import OwnReply, Voice
from servewell.rooms.voice.selectors.filtering import readable
from servewell.rooms.voice.selectors.hearing import Heard, heard_among
from servewell.rooms.voice.selectors.standing import unsealed

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

_HIGH = terms.BANDS[terms.Band.HIGH]


@dataclass(frozen=True)
class About:
    """How many voices there are about a person that say how it was as a whole, how many of them are satisfied, and
    the kinds of evidence that they are."""

    n: int
    satisfied: int
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Reply:
    """What a person whom a voice is about says to it."""

    voice: int
    name: str
    text: str
    language: str
    said_at: datetime


def about(*, person: "Person", viewer: Actor) -> About:
    """Counted over what the viewer may read, see ``said_about``."""
    judged = _about(person, viewer).filter(overall__isnull=False)
    counted = judged.values("channel__evidence").annotate(
        n=Count("pk"), satisfied=Count("pk", filter=Q(overall__gte=_HIGH[0]))
    )
    rows = list(counted.values_list("channel__evidence", "n", "satisfied").order_by("channel__evidence"))
    return About(
        n=sum(n for _, n, _ in rows),
        satisfied=sum(good for _, _, good in rows),
        kinds=tuple(kind for kind, _, _ in rows),
    )


def said_about(
    *, person: "Person", viewer: Actor, before: int | None = None, after: int | None = None
) -> Page[Heard]:  # fmt: skip
    """The voices about a person, the latest day first: all of them for that person, and for who sees the team and may
    read voices, as far as they may read them."""
    return heard_among(voices=_about(person, viewer), before=before, after=after)


def _about(person: "Person", viewer: Actor) -> QuerySet[Voice]:
    if viewer is HOUSE:
        voices = unsealed()
    elif people.is_person(actor=viewer, among=(person.pk,)):
        voices = unsealed().exclude(unit__in=people.unit_keys_closed_to(viewer=viewer, power=rules.READ))
    elif people.may_over(actor=viewer, power=people_rules.SEE_TEAM, person=person):
        voices = readable(viewer)
    else:
        return Voice.objects.none()
    recorded = Q(encounter__batch__isnull=True) | Q(
        encounter__batch__shown_at__isnull=False, encounter__batch__withdrawn_at__isnull=True
    )
    return voices.filter(recorded, encounter__served_by=person)


def is_about(*, voice: int, person: "Person") -> bool:
    """Whether the person served the encounter that the voice is about."""
    return _about(person, person).filter(pk=voice).exists()


def replies_beside(*, voices: Iterable[int]) -> list[Reply]:
    """What people had to say to these voices, in the order in which they said it: for whoever sees the voices."""
    found = OwnReply.objects.filter(voice__in=list(voices)).select_related("person").order_by("pk")
    return [Reply(each.voice_id, each.person.name, each.text, each.language, each.said_at) for each in found]
