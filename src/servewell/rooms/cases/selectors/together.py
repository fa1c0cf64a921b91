"""What one deed would do to many cases: which of them it takes, which it leaves, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from servewell.base.permissions import Power
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases.models import Case, Delivery
from servewell.rooms.cases.selectors.asked import seen_by, title_of, words_of
from servewell.rooms.cases.selectors.caused import lacking_causes
from servewell.rooms.cases.selectors.inquiring import waiting_in
from servewell.rooms.cases.selectors.kinds import ends_with
from servewell.rooms.cases.selectors.pointing import with_open_points
from servewell.rooms.customers import selectors as customers
from servewell.rooms.customers import terms as contact_kinds
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


class Deed(StrEnum):
    """What may be done to many cases at once."""

    ASSIGN = "assign"
    TAKE = "take"
    CLOSE = "close"


class Left(StrEnum):
    """Why a case is left as it is."""

    DONE = "done"
    YOU_MAY_NOT = "you-may-not"
    THEY_MAY_NOT = "they-may-not"
    THEIRS_ALREADY = "theirs-already"
    CAN_BE_REACHED = "can-be-reached"
    ON_ITS_WAY = "on-its-way"
    POINTS_OPEN = "points-open"
    CAUSE_NOT_NAMED = "cause-not-named"
    INQUIRIES_OPEN = "inquiries-open"


@dataclass(frozen=True)
class Foreseen:
    """In the order of their numbers. What the viewer does not see is nowhere. ``why`` has the reason for each left."""

    takes: Sequence[Case]
    leaves: Sequence[Case]
    why: Mapping[int, Left]


def foreseen(*, viewer: "Person", cases: QuerySet[Case], deed: Deed, to: "Person | None" = None) -> Foreseen:
    """Of these cases, as far as the viewer sees them. ``to`` is who would get them."""
    found = list(cases.filter(pk__in=seen_by(viewer, rules.SEE).values("pk")).order_by("pk"))
    keys = [case.pk for case in found]
    power = rules.ASSIGN if deed is Deed.ASSIGN else rules.ANSWER
    receiver = viewer if deed is Deed.TAKE else to
    may, get = _over(viewer, power, keys), _over(receiver, rules.ANSWER, keys) if receiver else set(keys)
    nothing: set[int] = set()
    closes = deed is Deed.CLOSE
    reached, leaving = (_reached(found), _leaving(keys)) if closes else (nothing, nothing)
    open_points, asked = (with_open_points(cases=keys), set(waiting_in(cases=keys))) if closes else (nothing, nothing)
    lacking = lacking_causes(cases=found) if closes else nothing

    def why(case: Case) -> Left | None:
        checks = (
            (case.state != terms.OPEN, Left.DONE),
            (case.pk not in may, Left.YOU_MAY_NOT),
            (case.pk not in get, Left.THEY_MAY_NOT),
            (receiver is not None and case.owner_id == receiver.pk, Left.THEIRS_ALREADY),
            (case.pk in leaving, Left.ON_ITS_WAY),
            (case.pk in reached, Left.CAN_BE_REACHED),
            (case.pk in open_points, Left.POINTS_OPEN),
            (case.pk in lacking, Left.CAUSE_NOT_NAMED),
            (case.pk in asked, Left.INQUIRIES_OPEN),
        )
        return next((left for is_so, left in checks if is_so), None)

    left = {case.pk: reason for case in found if (reason := why(case))}
    takes = [case for case in found if case.pk not in left]
    return Foreseen(takes=takes, leaves=[case for case in found if case.pk in left], why=left)


def cases_numbered(*, numbers: Sequence[int]) -> QuerySet[Case]:
    """For ``foreseen``: at most ``terms.MOST_TOGETHER`` of them."""
    wanted = list(dict.fromkeys(numbers))[: terms.MOST_TOGETHER]
    return Case.objects.filter(pk__in=wanted).select_related("voice", "unit", "owner", "kind")


def titles_of(*, cases: Sequence[Case]) -> dict[int, tuple[str, str]]:
    """What each case is called, and in which language; an empty title where its customer wrote nothing. By number."""
    words = words_of(cases)
    return {case.pk: (title_of(text=words[case.voice_id].words), words[case.voice_id].language) for case in cases}


def _over(actor: "Person", power: Power, keys: Sequence[int]) -> set[int]:
    """Those of these cases over whose unit the actor holds the power."""
    units = people.unit_keys_with(viewer=actor, power=power)
    return set(Case.objects.filter(pk__in=keys, unit__in=units).values_list("pk", flat=True))


def _reached(cases: Sequence[Case]) -> set[int]:
    """To whom thanks alone are owed nobody has to write, unless more is owed to what was merged into their case."""
    thanked = [case.pk for case in cases if ends_with(case=case) is terms.Ends.THANKS]
    owed_more = Case.objects.filter(merged_into__in=thanked).exclude(kind__owes=terms.Ends.THANKS) if thanked else ()
    left_out = set(thanked) - {each.merged_into_id for each in owed_more}
    cases = [case for case in cases if case.pk not in left_out]
    whose = [case.voice.customer_id for case in cases if case.voice.customer_id is not None]
    reached = customers.reached_among(customers=whose, kind=contact_kinds.EMAIL)
    return {case.pk for case in cases if case.voice.customer_id in reached}


def _leaving(keys: Sequence[int]) -> set[int]:
    live = Delivery.objects.filter(case__in=keys, answer__isnull=False, state__in=terms.LIVE_STATES)
    return set(live.values_list("case", flat=True))
