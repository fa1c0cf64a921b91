"""Take up the questions that somebody else asked: those of a file whose answers come in."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import record
from servewell.base.permissions import Actor
from servewell.base.versions import next_number
from servewell.base.words import Words
from servewell.engines import forms
from servewell.rooms.instruments.models import Instrument, Item, Version
from servewell.rooms.instruments.services.publishing import aspect_keys, items_of

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit


class CodeIsOurOwnSurveys(Exception):
    """A survey that is asked here has this code."""


@transaction.atomic
def take_up(
    *,
    code: str,
    title: Words,
    document: Mapping[str, object],
    series: Mapping[str, int],
    published_at: datetime,
    unit: "Unit",
    by: Actor,
    at: datetime,
) -> Version:
    """Freeze questions that were asked elsewhere. The same questions in the same series stand already.

    ``series`` is counted from 1 by the item's name, and an item that it leaves out is in its first. Nobody is asked
    such a version: it is retired from the beginning. Its scales may be too short to count satisfaction on. The room
    above has seen to the power.
    Raises forms.DocumentHasFaults, AspectsAreUnknown, StandardsAreUnknown, CodeIsOurOwnSurveys.
    """
    form = forms.read(document)
    aspects = aspect_keys(form)
    instrument = _instrument(code, title)
    standing = _standing(instrument, form, series)
    if standing is not None:
        return standing

    Instrument.objects.filter(pk=instrument.pk).update(title=title, thanks=title)
    version = Version.objects.create(
        instrument=instrument,
        number=next_number(instrument.versions.all(), counted_by="number"),
        document=document,
        digest=form.digest,
        published_at=published_at,
        retired_at=at,
    )
    Item.objects.bulk_create(items_of(version, form, aspects=aspects, series=series))
    record.write(
        deed="instruments.take_up", thing=version, by=by, at=at, detail={"digest": form.digest, "unit": unit.pk}
    )
    return version


def _instrument(code: str, title: Words) -> Instrument:
    # nobody is asked, so nobody is thanked: the title stands in for words that are never said
    Instrument.objects.get_or_create(code=code, defaults={"title": title, "thanks": title, "is_from_files": True})
    instrument = Instrument.objects.select_for_update().get(code=code)  # of two at once, the second finds the first's
    if not instrument.is_from_files:
        raise CodeIsOurOwnSurveys(f"a survey that is asked here has the code {code!r}: give the file's another one")
    return instrument


def _standing(instrument: Instrument, form: forms.Form, series: Mapping[str, int]) -> Version | None:
    wanted = {item.name: series.get(item.name, 1) for item in form.items}
    same = instrument.versions.filter(digest=form.digest).order_by("number").prefetch_related("items")
    return next((each for each in same if {item.name: item.series for item in each.items.all()} == wanted), None)
