"""What customers wrote goes out of their responses; what they chose, and every score, stays."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from servewell.base import record
from servewell.base.permissions import Actor
from servewell.engines import forms
from servewell.rooms.instruments import selectors, terms
from servewell.rooms.instruments.models import Dispute, Response, Score

BATCH = 500


@transaction.atomic(savepoint=False)
def erase_words(*, responses: Iterable[int], by: Actor, at: datetime) -> int:
    """Take all that was written out of these responses (their keys). Returns in how many there was something.

    The caller is the room that knows whose responses they are, and has seen to it that it may. Twice is once.
    """
    keys, changed, gone = list(responses), [], {}
    for response in Response.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
        form = selectors.version(key=response.version_id).form
        left = forms.without_words(form, response.answers)
        if left != response.answers:
            gone[response.pk] = response.answers.keys() - left.keys()
            response.answers = left
            if response.corrected is not None:  # what counts after a dispute holds the words once more
                response.corrected = forms.without_words(form, response.corrected)
            changed.append(response)

    Response.objects.bulk_update(changed, ["answers", "corrected"], batch_size=BATCH)
    Score.objects.bulk_update(_without_words(gone), ["derivation", "final_derivation"], batch_size=BATCH)
    _blank_disputes(keys)
    record.write_many(deed="instruments.erase_words", things=changed, by=by, at=at)
    return len(changed)


def _without_words(gone: Mapping[int, Collection[str]]) -> list[Score]:
    """A derivation names what was answered beside what it counted for."""
    scores = list(Score.objects.filter(response__in=list(gone)))
    for score in scores:
        names = gone[score.response_id]
        score.derivation = forms.derivation_without(score.derivation, gone=names)
        if score.final_derivation is not None:
            score.final_derivation = forms.derivation_without(score.final_derivation, gone=names)
    return scores


def _blank_disputes(responses: Sequence[int]) -> None:
    """What colleagues wrote about the customer goes too: that it was disputed, and how it was decided, stays."""
    disputed = Dispute.objects.filter(response__in=responses)
    disputed.update(comment=terms.ERASED)
    disputed.exclude(reason="").update(reason=terms.ERASED)
