"""What a dispute about a judgement does to the voice that it came by."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.instruments import services as judging
from servewell.rooms.people import selectors as people
from servewell.rooms.voice.models import Voice
from servewell.rooms.voice.selectors import NoSuchVoice, standing

if TYPE_CHECKING:
    from servewell.rooms.instruments.models import Dispute
    from servewell.rooms.people.models import Person


@transaction.atomic
def dispute(*, voice: int, item: str, proposed: object, comment: str, by: "Person", at: datetime) -> "Dispute":
    """Contest one answer of a voice, as somebody of the unit that it is about.

    Raises NoSuchVoice, and what ``instruments.services.raise_dispute`` raises.
    """
    found = standing().filter(pk=voice, response__isnull=False).values_list("response", "unit", "gathered_by").first()
    if found is None:
        raise NoSuchVoice(voice)
    response, unit, gathered_by = found
    # in the field one of us judged, perhaps as a deputy; elsewhere a customer did
    judge = people.doer_in(actor=gathered_by)
    return judging.raise_dispute(
        response=response, item=item, proposed=proposed, comment=comment, unit=unit, judged_by=judge, by=by, at=at
    )


def follow_corrections(*, responses: Iterable[int]) -> None:
    """The answer that stands for the whole is kept with the voice, so that lists need not open each response."""
    for voice in Voice.objects.filter(response__in=list(responses)).only("pk", "response"):
        if voice.response_id is None:
            continue
        given = instruments.given_in(response=voice.response_id)
        overall = given.version.form.overall
        if overall is not None:
            place = next(each.position for each in given.answers if each.item.name == overall.name)
            Voice.objects.filter(pk=voice.pk).update(overall=place)
