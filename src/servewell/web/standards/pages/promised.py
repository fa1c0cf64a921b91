"""What the company promises, for everyone who works for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from servewell.base import today
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import selectors as standards
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, signed_in
from servewell.web.kit.components import Chip, Empty, Letter
from servewell.web.kit.said import Piece, piece
from servewell.web.kit.templatetags.kit import day
from servewell.web.standards.shown.examples import StandardSaid, examples_shown
from servewell.web.standards.shown.handbook import handbook_page, no_handbook
from servewell.web.standards.shown.messages import messages_page

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit
    from servewell.rooms.standards.models import Promise, Standard


@dataclass(frozen=True)
class AspectShown:
    name: Piece
    description: Piece
    standards: Sequence[StandardSaid]


@dataclass(frozen=True)
class PromisePage:
    title: str
    since: str
    mark: Chip | None
    letter: Letter | None
    year: str
    message_line: Piece | None
    message_text: Piece | None
    aspects: Sequence[AspectShown]
    empty: Empty | None


@signed_in
def promise(request: SignedInRequest) -> HttpResponse:
    return render.page(request, "standards/promise.html", _page(request.person))


@require_safe
@signed_in
def messages(request: SignedInRequest) -> HttpResponse:
    """The message of every year, as they were read where the reader works."""
    unit, on = _unit_of(request.person)
    held = standards.messages_held(unit=unit.pk, on=on) if unit else []
    return render.page(request, "standards/messages.html", messages_page(held, on=on))


@require_safe
@signed_in
def handbook(request: SignedInRequest) -> HttpResponse:
    """The edition that holds where the reader works."""
    unit, on = _unit_of(request.person)
    edition = standards.handbook_for(unit=unit.pk, on=on) if unit else None
    if edition is None:
        return render.page(request, "standards/no_handbook.html", no_handbook(unit, request.person))
    return render.page(request, "standards/handbook.html", handbook_page(edition, reader=request.person))


@require_safe
@signed_in
def edition(request: SignedInRequest, unit: str, number: int) -> HttpResponse:
    try:
        found = standards.edition_of(unit=unit, number=number)
    except standards.NoSuchEdition as none:
        raise Http404 from none
    return render.page(request, "standards/handbook.html", handbook_page(found, reader=request.person))


def _page(person: "Person") -> PromisePage:
    unit, on = _unit_of(person)
    promised = standards.promise_for(unit=unit.pk, on=on) if unit else None
    message = standards.message_for(unit=unit.pk, on=on) if unit else None
    text = piece(promised.text) if promised else None
    return PromisePage(
        title=str(promised.title) if promised else _("Nothing is promised yet"),
        since=_since(promised, unit) if promised and unit else "",
        mark=text.mark if text else None,
        letter=Letter(text=text.text, language=text.language) if text else None,
        year=_("The message of %(year)s") % {"year": message.year} if message else "",
        message_line=piece(message.line) if message else None,
        message_text=piece(message.text) if message else None,
        aspects=_aspects(unit, on) if promised and unit else (),
        empty=None if promised else Empty(says=_("No promise has been published for your unit."), icon="standards"),
    )


def _unit_of(person: "Person") -> "tuple[Unit | None, date]":
    posting = people.posting_on(person=person, on=today.now().date())
    unit = posting.unit if posting else people.top_unit()
    return unit, today.day_in(unit.zone, at=today.now()) if unit else today.now().date()


def _since(promise: "Promise", unit: "Unit") -> str:
    return _("Version %(number)s, since %(day)s") % {
        "number": promise.version,
        "day": day(today.day_in(unit.zone, at=promise.published_at)),
    }


def _aspects(unit: "Unit", on: date) -> Sequence[AspectShown]:
    under: dict[int, list[Standard]] = {}
    for standard in standards.standards_in_force():
        under.setdefault(standard.aspect_id, []).append(standard)
    return tuple(
        AspectShown(
            name=piece(aspect.name),
            description=piece(aspect.description),
            standards=tuple(
                StandardSaid(piece(standard.text), examples_shown(standard.examples))
                for standard in under.get(aspect.key, ())
            ),
        )
        for aspect in standards.aspects_said(unit=unit.pk, on=on)
    )
