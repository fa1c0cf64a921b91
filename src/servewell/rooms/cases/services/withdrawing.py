"""The file that brought a voice is withdrawn: nothing is owed for it any more, unless an answer was written."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from servewell.base import record
from servewell.base.permissions import Actor
from servewell.rooms.cases import selectors, terms
from servewell.rooms.cases.models import Answer, Case, FoundCause, HarmMark, Inquiry, LedgerLine, Point
from servewell.rooms.cases.services import inquiry_ending, merging
from servewell.rooms.cases.services.covering import end_points
from servewell.rooms.cases.services.finding import forget_cases
from servewell.rooms.cases.services.harm_words import end_suggestions
from servewell.rooms.cases.services.owning import hold_where_answered
from servewell.rooms.cases.services.receipts import overtaken
from servewell.rooms.voice import selectors as voice

BATCH: Final = 500
MOST_NAMED: Final = 20


class AnswerHasGoneOut(Exception):
    """An answer was written to ``many`` customers whose voices came in a file, so the file stays.

    ``cases`` are the numbers of those cases of theirs of which more than few may know.
    """

    def __init__(self, cases: Sequence[int], *, many: int) -> None:
        self.cases, self.many = tuple(cases), many
        named = ", ".join(str(case) for case in self.cases[:MOST_NAMED])
        among = f", case {named} among them" if named else ""
        super().__init__(
            f"an answer was written to {many} of its customers{among}: what it answers cannot be withdrawn"
        )


@transaction.atomic
def withdraw_with(*, imports: Sequence[int], by: Actor, at: datetime) -> list[Case]:
    """Close the open cases of these imports (their keys); what was merged with others comes apart before.

    Raises AnswerHasGoneOut, also where the letter was written in another case; then nothing is withdrawn.
    """
    # asked of each case, of which there are few, and not of each voice of the file
    came = voice.voices_of(imports=imports, viewer=by).filter(pk=OuterRef("voice"))
    end_suggestions(marks=HarmMark.objects.filter(Exists(came)), by=by, at=at)
    brought = Case.objects.filter(Exists(came))
    hold_where_answered(cases=brought)
    # locked first: whoever writes an answer at this moment is waited for, and the answer is found
    locked = list(brought.select_for_update(of=("self",)).order_by("pk"))
    answered_in = {case.pk: case.merged_into_id or case.pk for case in locked}
    answered = set(Answer.objects.filter(case__in=set(answered_in.values())).values_list("case", flat=True))
    if gone := {number for number, place in answered_in.items() if place in answered}:
        known = selectors.unsealed(cases=Case.objects.filter(pk__in=gone)).order_by("pk")
        raise AnswerHasGoneOut([case.pk for case in known], many=len(gone))
    merging.come_out(cases=answered_in, at=at, but_not_from=answered_in)
    still_open = list(Case.objects.filter(pk__in=answered_in, state=terms.OPEN).order_by("pk"))

    Case.objects.filter(pk__in=[case.pk for case in still_open]).update(state=terms.CLOSED)
    LedgerLine.objects.bulk_create(
        (LedgerLine(case=case, stage=terms.FILE_WITHDRAWN, at=at, actor=by.actor_key) for case in still_open),
        batch_size=BATCH,
    )
    overtaken(cases=[case.pk for case in locked])
    end_points(Point.objects.filter(case__in=locked))
    FoundCause.objects.filter(case__in=locked, until_at__isnull=True).update(until_at=at)
    asked = Inquiry.objects.filter(case__in=locked)
    inquiry_ending.end(inquiries=list(asked), by=by, at=at)
    asked.update(passages=[], shows_whole=False)
    forget_cases(cases=[case.pk for case in locked])
    record.write_many(deed="cases.withdraw_with", things=still_open, by=by, at=at)
    return still_open
