"""All that is known beside one case: who wrote before, what the letter is about, and how many are like it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery

from servewell.base import today
from servewell.base.paging import counted_up_to
from servewell.base.words import Words
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases.models import Answer, Case, Delivery, FoundCause, HarmLine, HarmMark
from servewell.rooms.cases.selectors.asked import NoSuchCase, seen_by, title_of
from servewell.rooms.cases.selectors.filtering import concerns
from servewell.rooms.cases.selectors.reports.looking import Span, main_causes, opened_in
from servewell.rooms.cases.selectors.who import person_behind
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import selectors as standards
from servewell.rooms.voice import selectors as voice

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person
    from servewell.rooms.standards.models import Aspect


@dataclass(frozen=True)
class EarlierLetter:
    """Another letter of the same customer that the viewer sees, and what became of it.

    ``kind`` is the name of the kind of letters. ``answered_at`` and ``verdict`` are of the latest answer written in
    that very case, ``delivery`` how far the answer has got. Without a title where nothing was written or ``is_harm``.
    """

    number: int
    voice: int
    title: str
    language: str
    reason: str
    state: str
    unit: Words
    kind: Words | None
    opened_at: datetime
    answered_at: datetime | None
    verdict: str
    delivery: str
    is_harm: bool


@dataclass(frozen=True)
class Lately:
    """How many cases were opened in the days of ``span`` where the case is: ``in_all``, by the key of an aspect that it
    touches, and by the code of a cause of it. ``terms.MOST_COUNTED`` stands for as many or more.
    """

    span: Span
    in_all: int
    about: dict[int, int]
    caused: dict[str, int]


@dataclass(frozen=True)
class Beside:
    """What stands beside a case for one reader. ``person`` is the key of the entry that stands for the customer; None
    where the reader may not know who it is.

    ``earlier`` the latest first, at most ``terms.MOST_EARLIER``. ``touched``: what the customer rated low or wrote
    about; none of a voice of harm until its reader has looked where looks are written down, and none of one that was
    withdrawn. ``causes`` by name of what is said now, ``standards`` the codes of those that the causes point at.
    """

    case: Case
    is_harm: bool
    person: int | None
    earlier: Sequence[EarlierLetter]
    has_more: bool
    touched: "Sequence[Aspect]"
    causes: dict[str, Words]
    standards: frozenset[str]
    lately: Lately


def beside(*, viewer: "Person", number: int, at: datetime) -> Beside:
    """In a fixed number of queries. Raises NoSuchCase alike for a case that is not there and one not to be seen."""
    aspects = standards.aspects()
    asked = {"is_harm": _is_harm(), "has_looked": Exists(_looks(viewer, at)), **_about(aspects)}
    found = seen_by(viewer, rules.SEE).filter(pk=number).annotate(**asked)
    case = found.select_related("voice__customer", "unit", "kind").first()
    if case is None:
        raise NoSuchCase
    touched = [each for each in aspects if vars(case)[f"about_{each.pk}"]] if _may_be_read(case) else []
    causes, pointed_at = _causes(case)
    person = person_behind(viewer=viewer, case=case)
    earlier = [] if person is None else list(_earlier(viewer, case, person)[: terms.MOST_EARLIER + 1])
    return Beside(
        case=case,
        is_harm=bool(vars(case)["is_harm"]),
        person=person,
        earlier=[_as_earlier(each) for each in earlier[: terms.MOST_EARLIER]],
        has_more=len(earlier) > terms.MOST_EARLIER,
        touched=touched,
        causes=causes,
        standards=pointed_at,
        lately=_lately(viewer, case, [each.pk for each in touched], list(causes), at=at),
    )


def _is_harm() -> Exists:
    return Exists(HarmMark.objects.filter(voice=OuterRef("voice"), state__in=terms.SEALING))


def _looks(viewer: "Person", at: datetime) -> QuerySet[HarmLine]:
    looks = HarmLine.objects.filter(mark__voice=OuterRef("voice"), stage=terms.HarmStage.LOOKED)
    return looks.filter(actor=viewer.actor_key, at__gte=at - terms.A_LOOK_LASTS)


def _about(aspects: "Sequence[Aspect]") -> dict[str, "ExpressionWrapper[Q]"]:
    """As the list of cases finds them by an aspect, so that a number here leads to as many cases there."""
    return {f"about_{each.pk}": ExpressionWrapper(concerns([each.pk]), BooleanField()) for each in aspects}


def _may_be_read(case: Case) -> bool:
    told = vars(case)
    return case.voice.withdrawn_at is None and (not told["is_harm"] or told["has_looked"])


def _causes(case: Case) -> tuple[dict[str, Words], frozenset[str]]:
    """What is said now, the main cause first."""
    said = FoundCause.objects.filter(case=case, until_at__isnull=True).order_by("-is_main", "pk")
    rows = list(said.values_list("cause__code", "cause__name", "cause__standards__standard"))
    return {code: name for code, name, _ in rows}, frozenset(each for *_, each in rows if each)


def _lately(viewer: "Person", case: Case, aspects: Sequence[int], causes: Sequence[str], *, at: datetime) -> Lately:
    """What went into another case counts there, once; a cause counts where it is the main one, as in reports."""
    tomorrow = today.day_in(case.unit.zone, at=at) + timedelta(days=1)
    span = Span(tomorrow - terms.LATELY, tomorrow, case.unit.zone)
    below = people.below_now(unit=case.unit_id).values("unit")
    opened = opened_in(seen_by(viewer, rules.SEE).filter(unit__in=below), span)
    about = [opened.filter(concerns([key])) for key in aspects]
    caused = [opened.filter(pk__in=_caused_by(code)) for code in causes]
    in_all, *counts = counted_up_to(most=terms.MOST_COUNTED, lists=[opened, *about, *caused])
    return Lately(
        span=span,
        in_all=in_all,
        about=dict(zip(aspects, counts, strict=False)),
        caused=dict(zip(causes, counts[len(aspects) :], strict=True)),
    )


def _caused_by(code: str) -> "QuerySet[FoundCause, int]":
    return main_causes().filter(cause__code=code).values_list("root", flat=True)


def _earlier(viewer: "Person", case: Case, person: int) -> QuerySet[Case]:
    """Of the same person, without what was merged with this one: that stands on its page. One query."""
    theirs = seen_by(viewer, rules.SEE).filter(voice__in=voice.voices_of_person(person=person).values("pk"))
    others = theirs.exclude(pk__in=[case.pk, case.merged_into_id or case.pk])
    others = others.exclude(Q(merged_into__isnull=False, merged_into=case))
    answers = Answer.objects.filter(case=OuterRef("pk")).order_by("-pk")
    letters = Delivery.objects.filter(case=OuterRef("pk"), answer__isnull=False).order_by("-pk")
    return others.select_related("unit", "kind").annotate(
        is_harm=_is_harm(),
        first_words=voice.first_words(of="voice"),
        answered_at=Subquery(answers.values("written_at")[:1]),
        verdict=Subquery(answers.values("verdict")[:1]),
        delivery=Subquery(letters.values("state")[:1]),
    ).order_by("-opened_at", "-pk")  # fmt: skip


def _as_earlier(case: Case) -> EarlierLetter:
    told = vars(case)
    is_harm = bool(told["is_harm"])
    return EarlierLetter(
        number=case.pk,
        voice=case.voice_id,
        title="" if is_harm else title_of(text=told["first_words"] or ""),
        language=case.language,
        reason=case.reason,
        state=case.state,
        unit=case.unit.name,
        kind=case.kind.name if case.kind else None,
        opened_at=case.opened_at,
        answered_at=told["answered_at"],
        verdict=told["verdict"] or "",
        delivery=told["delivery"] or "",
        is_harm=is_harm,
    )
