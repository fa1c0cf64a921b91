"""What is asked, and what is being written: instruments with their versions, and drafts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.rooms.instruments import rules, terms
from servewell.rooms.instruments.models import Draft, Instrument, Item, Response, Version
from servewell.rooms.instruments.selectors.answered import NoSuchInstrument, Published, version
from servewell.rooms.people import selectors as people


class NoSuchDraft(Exception):
    """No draft has that number, or the viewer may not write in its unit."""


@dataclass(frozen=True)
class Listed:
    """One instrument. ``number`` is the version that is asked today; None where none is."""

    key: int
    code: str
    title: Words
    is_from_files: bool
    number: int | None
    asked_since: datetime | None
    questions: int
    answers: int
    draft: int | None


@dataclass(frozen=True)
class Standing:
    """One version of an instrument: from when to when it was asked, and how often it was answered."""

    key: int
    number: int
    published_at: datetime
    retired_at: datetime | None
    questions: int
    answers: int


def listed(*, viewer: Actor) -> list[Listed]:
    """Every instrument, by code, for whoever may write or publish one somewhere; a fixed number of queries."""
    _require_reader(viewer)
    versions = {each.instrument_id: each for each in Version.objects.filter(retired_at__isnull=True)}
    answers = _answers()
    of_instrument = dict(Version.objects.values_list("pk", "instrument"))
    by_instrument: dict[int, int] = {}
    for key, number in answers.items():
        by_instrument[of_instrument[key]] = by_instrument.get(of_instrument[key], 0) + number
    questions = _questions(Q(version__retired_at__isnull=True))
    drafts_open = {draft.code: draft.pk for draft in drafts(viewer=viewer)}
    return [
        Listed(
            key=each.pk,
            code=each.code,
            title=each.title,
            is_from_files=each.is_from_files,
            number=asked.number if (asked := versions.get(each.pk)) else None,
            asked_since=asked.published_at if asked else None,
            questions=questions.get(asked.pk, 0) if asked else 0,
            answers=by_instrument.get(each.pk, 0),
            draft=drafts_open.get(each.code),
        )
        for each in Instrument.objects.order_by("code")
    ]


def overview(*, viewer: Actor, code: str) -> tuple[Instrument, list[Standing]]:
    """An instrument and its versions, the newest first. Raises NoSuchInstrument, NotAllowed."""
    _require_reader(viewer)
    found = Instrument.objects.filter(code=code).first()
    if found is None:
        raise NoSuchInstrument(f"no instrument has the code {code!r}")
    versions = list(Version.objects.filter(instrument=found).order_by("-number").defer("document"))
    answers = _answers([each.pk for each in versions])
    questions = _questions(Q(version__in=versions))
    return found, [
        Standing(
            key=each.pk,
            number=each.number,
            published_at=each.published_at,
            retired_at=each.retired_at,
            questions=questions.get(each.pk, 0),
            answers=answers.get(each.pk, 0),
        )
        for each in versions
    ]


def version_numbered(*, viewer: Actor, code: str, number: int) -> Published:
    """Raises NoSuchInstrument, NotAllowed."""
    _require_reader(viewer)
    key = Version.objects.filter(instrument__code=code, number=number).values_list("pk", flat=True).first()
    if key is None:
        raise NoSuchInstrument(f"{code!r} has no version {number}")
    return version(key=key)


def documents_of(*, viewer: Actor, code: str, numbers: Iterable[int]) -> Mapping[int, Mapping[str, object]]:
    """The documents of these versions of an instrument, by number. Raises NotAllowed."""
    _require_reader(viewer)
    found = Version.objects.filter(instrument__code=code, number__in=list(numbers))
    return dict(found.values_list("number", "document"))


def asked_now() -> list[tuple[Instrument, Mapping[str, object]]]:
    """Every instrument that is asked today, by code, with the document of its version: for rooms and playbooks."""
    rows = Version.objects.filter(retired_at__isnull=True, instrument__is_from_files=False)
    return [(each.instrument, each.document) for each in rows.select_related("instrument").order_by("instrument__code")]


def drafts(*, viewer: Actor) -> list[Draft]:
    """Open drafts of units in which the viewer may write, by code."""
    units = people.units_with(viewer=viewer, power=rules.WRITE).values("unit")
    found = Draft.objects.filter(state=terms.DraftState.OPEN.value, unit__in=units).select_related("unit")
    return list(found.order_by("code"))


def draft_for(*, viewer: Actor, number: int) -> Draft:
    """An open draft. Raises NoSuchDraft alike for one that is not there or has ended and one that is not theirs."""
    units = people.units_with(viewer=viewer, power=rules.WRITE).values("unit")
    found = Draft.objects.filter(pk=number, state=terms.DraftState.OPEN.value, unit__in=units)
    draft = found.select_related("unit", "based_on__instrument").first()
    if draft is None:
        raise NoSuchDraft(number)
    return draft


def _require_reader(viewer: Actor) -> None:
    if not people.holds(actor=viewer, power=rules.PUBLISH):
        people.require_anywhere(actor=viewer, power=rules.WRITE)


def _answers(versions: list[int] | None = None) -> dict[int, int]:
    """How often each version was answered: counted in the index, without reading an answer."""
    given = Response.objects.all() if versions is None else Response.objects.filter(version__in=versions)
    return dict(given.values_list("version").annotate(Count("pk")).order_by())


def _questions(of: Q) -> dict[int, int]:
    return dict(Item.objects.filter(of).values_list("version").annotate(Count("pk")).order_by())
