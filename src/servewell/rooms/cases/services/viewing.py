"""Lists of cases are kept under a name: for oneself, or for all who see the cases of a unit."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from servewell.base import record
from servewell.rooms.cases import rules, selectors, terms
from servewell.rooms.cases.models import SavedView
from servewell.rooms.cases.services.owning import TooLong
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


class NameIsTaken(Exception):
    """Another view has that name already, among one's own or among those shared over the unit."""


class NoName(Exception):
    """A view is called by a name of at most ``terms.LONGEST_VIEW_NAME`` letters."""


class TooManyViews(Exception):
    """More views than anybody reads: remove one first."""


@transaction.atomic
def save_view(*, name: str, query: str, unit: int | None, by: "Person", at: datetime) -> SavedView:
    """Keep a list; with ``unit`` (a key) for everybody who sees the cases of the unit, which takes the power to assign.

    Raises NotAllowed, NoName, TooLong, NameIsTaken, TooManyViews.
    """
    if unit is None:
        people.require_anywhere(actor=by, power=rules.SEE)
    else:
        people.require(actor=by, power=rules.ASSIGN, unit=unit)
    named = _sensible(name)
    if len(query) > terms.LONGEST_QUERY:
        raise TooLong(f"the question has {len(query)} characters; {terms.LONGEST_QUERY} at most")
    among = SavedView.objects.filter(keeper=by, unit=None) if unit is None else SavedView.objects.filter(unit=unit)
    if among.count() >= terms.MOST_VIEWS:
        raise TooManyViews(f"there are {terms.MOST_VIEWS} already")

    view = SavedView(keeper=by, unit_id=unit, name=named, query=query, saved_at=at)
    _write(view)
    record.write(deed="cases.save_view", thing=view, by=by, at=at, detail={"unit": unit})
    return view


@transaction.atomic
def rename_view(*, number: int, name: str, by: "Person", at: datetime) -> SavedView:
    """Raises NoSuchView, NoName, NameIsTaken."""
    view = selectors.view_to_change(viewer=by, number=number)
    view.name = _sensible(name)

    _write(view)
    record.write(deed="cases.rename_view", thing=view, by=by, at=at)
    return view


@transaction.atomic
def remove_view(*, number: int, by: "Person", at: datetime) -> None:
    """Raises NoSuchView. Links to the list go on: they hold what it asks."""
    view = selectors.view_to_change(viewer=by, number=number)

    record.write(deed="cases.remove_view", thing=view, by=by, at=at)
    view.delete()


def _sensible(name: str) -> str:
    named = " ".join(name.split())
    if not named or len(named) > terms.LONGEST_VIEW_NAME:
        raise NoName(f"a name has 1 to {terms.LONGEST_VIEW_NAME} letters")
    return named


def _write(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as taken:
        raise NameIsTaken(f"there is a view {view.name!r} already") from taken
