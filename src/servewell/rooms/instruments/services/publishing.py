"""Freeze a document as the version of an instrument that is asked from now on."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import record
from servewell.base import versions as numbered
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.engines import forms
from servewell.rooms.instruments import rules, selectors, terms
from servewell.rooms.instruments.models import Instrument, Item, Version
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import selectors as standards

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit


_OTHER = "Choose another one, or publish it first."


class AspectsAreUnknown(Exception):
    """A document points at aspects that no promise has."""


class StandardsAreUnknown(Exception):
    """A document points at standards that are not in force."""


class CodeIsTakenUpFromFiles(Exception):
    """Files that came in have this code, and their questions are nobody's to ask."""


class NothingIsAsked(Exception):
    """No version of the instrument is asked, so there is nothing to retire."""


class WindowIsTooLong(Exception):
    """A judgement can be disputed for some days; not for longer than anybody remembers."""


@transaction.atomic
def publish(
    *, code: str, title: Words, thanks: Words, document: Mapping[str, object], unit: "Unit", by: Actor, at: datetime
) -> Version:
    """Freeze a document as the version that is asked from now on. The same again changes nothing.

    A new instrument needs the power over ``unit``. Units share an instrument, so its next version, which is asked
    in all of them at once, needs the power over the company.
    Raises forms.DocumentHasFaults, AspectsAreUnknown, StandardsAreUnknown, CodeIsTakenUpFromFiles,
    PublishedMeanwhile, NotAllowed.
    """
    people.require(actor=by, power=rules.PUBLISH, unit=unit.pk)
    form = forms.read(document)
    _refuse_what_cannot_be_counted(form)
    aspects = aspect_keys(form)
    instrument, _ = Instrument.objects.get_or_create(code=code, defaults={"title": title, "thanks": thanks})
    if instrument.is_from_files:
        raise CodeIsTakenUpFromFiles(f"files were taken in under the code {code!r}: give the survey another one")
    versions = instrument.versions.order_by("number")
    last = versions.last()
    is_same = last is not None and last.digest == form.digest and last.retired_at is None
    if last is not None and is_same and (instrument.title, instrument.thanks) == (title, thanks):
        return last
    if last is not None:
        people.require_over_all(actor=by, power=rules.PUBLISH)

    instrument.title, instrument.thanks = title, thanks
    instrument.save(update_fields=["title", "thanks"])
    versions.filter(retired_at__isnull=True).update(retired_at=at)
    number = last.number + 1 if last else 1
    with numbered.written_once(versions.filter(number=number)):
        version = Version.objects.create(
            instrument=instrument, number=number, document=document, digest=form.digest, published_at=at
        )
    Item.objects.bulk_create(items_of(version, form, aspects=aspects, series=_series(instrument, form)))
    record.write(deed="instruments.publish", thing=version, by=by, at=at, detail={"digest": form.digest})
    return version


@transaction.atomic
def retire(*, instrument: Instrument, by: Actor, at: datetime) -> Version:
    """From now on the instrument is asked nowhere. What was answered stays; publishing another version asks again.

    Raises NothingIsAsked, NotAllowed.
    """
    people.require_over_all(actor=by, power=rules.PUBLISH)
    asked = instrument.versions.select_for_update().filter(retired_at__isnull=True).first()
    if asked is None:
        raise NothingIsAsked(f"no version of {instrument.code} is asked")

    asked.retired_at = at
    asked.save(update_fields=["retired_at"])
    record.write(deed="instruments.retire", thing=asked, by=by, at=at)
    return asked


@transaction.atomic
def set_dispute_window(*, instrument: Instrument, days: int | None, by: Actor, at: datetime) -> None:
    """For how many days after an answer was given it may be disputed; None or 0: never. Raises WindowIsTooLong."""
    people.require_over_all(actor=by, power=rules.PUBLISH)
    if days is not None and not 0 <= days <= terms.LONGEST_WINDOW:
        raise WindowIsTooLong(f"{days} days: use at most {terms.LONGEST_WINDOW}, or none")

    Instrument.objects.filter(pk=instrument.pk).update(dispute_days=days or None)
    record.write(deed="instruments.set_dispute_window", thing=instrument, by=by, at=at, detail={"days": days or None})


def _refuse_what_cannot_be_counted(form: forms.Form) -> None:
    if faults := _uncountable(form):
        raise forms.DocumentHasFaults(faults)


def _uncountable(form: forms.Form) -> tuple[forms.Fault, ...]:
    """Satisfaction counts the best answers: of yes and no, or of points of any size, that would be everyone."""
    return tuple(
        forms.Fault(
            path=f"{item.path}.servewell:{'aspect' if item.aspect else 'overall'}",
            what=f"'{item.name}' has no scale on which satisfaction can be counted.",
            mend=f"Make it a 'rating' of at least {terms.FEWEST_STEPS} steps, or leave the property out.",
        )
        for item in form.items
        if (item.aspect or item.is_overall) and item.worst is not None and not _is_countable(item)
    )


def faults_against_the_house(form: forms.Form) -> tuple[forms.Fault, ...]:
    """What ``publish`` would refuse in a form that is well written, each with its place."""
    aspects = standards.aspect_keys()
    known = {standard.code for standard in standards.standards_in_force()}
    unknown = [
        forms.Fault(path=f"{item.path}.servewell:aspect", what=f"No aspect has the code '{item.aspect}'.", mend=_OTHER)
        for item in form.items
        if item.aspect and item.aspect not in aspects
    ] + [
        forms.Fault(path=f"{item.path}.servewell:standards", what=f"No standard in force is '{code}'.", mend=_OTHER)
        for item in form.items
        for code in item.standards
        if code not in known
    ]
    return (*_uncountable(form), *unknown)


def _is_countable(item: forms.Item) -> bool:
    return item.lowest is not None and item.highest is not None and item.highest - item.lowest + 1 >= terms.FEWEST_STEPS


def aspect_keys(form: forms.Form) -> Mapping[str, int]:
    """The aspects that the items may point at, once it is sure that they and the standards exist."""
    _refuse_unknown_standards(form)
    known = standards.aspect_keys()
    unknown = sorted({item.aspect for item in form.items if item.aspect} - set(known))
    if unknown:
        raise AspectsAreUnknown(
            f"no aspect has the code {', '.join(unknown)}: use one of {', '.join(sorted(known))}, or publish it first"
        )
    return known


def _refuse_unknown_standards(form: forms.Form) -> None:
    named = {code for item in form.items for code in item.standards}
    unknown = sorted(named - {standard.code for standard in standards.standards_in_force()}) if named else []
    if unknown:
        raise StandardsAreUnknown(f"no standard in force has the code {', '.join(unknown)}: publish it first")


def _series(instrument: Instrument, form: forms.Form) -> Mapping[str, int]:
    """Of each item the series that it had last, or the next one where it had another scale."""
    asked = Item.objects.filter(version__instrument=instrument).order_by("version__number")
    last = {item.name: item for item in asked}
    return {item.name: _series_after(last.get(item.name), item) for item in form.items}


def _series_after(before: Item | None, item: forms.Item) -> int:
    if before is None:
        return 1
    known = selectors.version(key=before.version_id).form.item(item.name)
    return before.series if known is not None and forms.same_scale(known, item) else before.series + 1


def items_of(
    version: Version, form: forms.Form, *, aspects: Mapping[str, int], series: Mapping[str, int]
) -> list[Item]:
    """An item that ``series`` does not name is in its first."""
    return [
        Item(
            version=version,
            name=item.name,
            position=position,
            kind=item.kind.value,
            title=Words(texts=item.title, source=form.languages[0]),
            aspect_id=aspects[item.aspect] if item.aspect else None,
            standards=list(item.standards),
            is_overall=item.is_overall,
            worst=item.worst,
            best=item.best,
            series=series.get(item.name, 1),
        )
        for position, item in enumerate(form.items, start=1)
    ]
