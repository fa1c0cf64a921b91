"""An import begins: the recipe is kept, its questions are taken up, and the worker is told."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction

from servewell.base import jobs, record, today
from servewell.base.permissions import Actor
from servewell.engines import tables
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, selectors, terms
from servewell.rooms.voice.models import Channel, Import, RecipeVersion
from servewell.rooms.voice.services.importing.asking import take_up_versions
from servewell.rooms.voice.services.importing.deciding import ImportIsUnderWay, keep_recipe
from servewell.rooms.voice.services.importing.refusing import refused

if TYPE_CHECKING:
    from servewell.rooms.instruments.models import Version

CAN_START: Final = (terms.ImportState.ARRIVED.value, terms.ImportState.FAILED.value)


class FileIsNotThere(Exception):
    """The file has not arrived, so nothing can be taken in."""


def start(*, run: Import, document: str, by: Actor, at: datetime, in_worker: bool = True) -> Import:
    """Take the file in by this recipe: the worker does it, or, without it, whoever calls ``take_in_some``.

    The columns are looked up at once, so that a recipe for another file is refused here.
    Raises RecipeHasFaults, RecipeIsUnsure, RecipeBelongsElsewhere, FileRefused, FileIsNotThere, ImportIsUnderWay,
    NotAllowed.
    """
    people.require(actor=by, power=rules.IMPORT, unit=run.unit_id)
    if run.state == terms.ImportState.ARRIVING.value:
        raise FileIsNotThere(run.name)
    recipe = tables.read_recipe(text=document)
    _look_into(run, recipe, by=by, at=at)
    return _start(run, document, recipe, by=by, at=at, in_worker=in_worker)


def _look_into(run: Import, recipe: tables.Recipe, *, by: Actor, at: datetime) -> None:
    units = selectors.known_units(viewer=by, unit=run.unit_id)
    path = selectors.path_of(run=run)
    with tables.reading(path=path, recipe=recipe, units=units, today=today.latest_day(at=at)):
        pass
    above = recipe.unit.under
    if above and not people.may(actor=by, power=people_rules.MANAGE, unit=units[tables.normal(above)].key):
        what = f"You may not add units under `{above}`."
        raise refused("unit.unknown", what, "Let the rows be held back (`hold`), or ask somebody who may.")


@transaction.atomic
def _start(run: Import, document: str, recipe: tables.Recipe, *, by: Actor, at: datetime, in_worker: bool) -> Import:
    version = keep_recipe(document=document, unit=run.unit, by=by, at=at)
    if recipe.takes is tables.Takes.VOICES:
        open_channel_of(version, take_up_versions(recipe=recipe, unit=version.recipe.unit, by=by, at=at), at=at)
    # keep_recipe holds the recipe's lock until the end: whoever starts after us sees our turn, and comes after it
    going = {
        "recipe": version,
        "turn": selectors.last_turn(recipe=version.recipe_id) + 1,
        "tries": 0,
        "draft": document,
        "state": terms.ImportState.TAKING_IN.value,
        "reached": 0,
        "counts": {},
        "fault": {},
        "started_by": by.actor_key,
        "started_at": at,
        "moved_at": at,
    }
    # rows of a try that failed belong to nothing: a new import takes the file in anew
    if run.state == terms.ImportState.FAILED.value and run.reached:
        raise ImportIsUnderWay(f"{run.name} was taken in half-way and failed: bring it again")
    if not Import.objects.filter(pk=run.pk, state__in=CAN_START).update(**going):
        raise ImportIsUnderWay(f"{run.name} is being taken in, or was: bring it again to take it in anew")
    for name, value in going.items():
        setattr(run, name, value)
    record.write(deed="voice.start", thing=run, by=by, at=at, detail={"recipe": version.pk})
    if in_worker:
        jobs.enqueue(function=terms.TAKES_IN, key=run.pk)
    return run


def open_channel_of(version: RecipeVersion, asked: "list[Version]", *, at: datetime) -> Channel:
    """Where the rows of a recipe come in: one channel for all of its files. Raises RecipeHasFaults."""
    recipe = version.recipe
    try:
        with transaction.atomic():
            channel, _ = Channel.objects.get_or_create(
                slug=recipe.code,
                kind=terms.IMPORT,
                defaults={
                    "unit": recipe.unit,
                    "instrument": asked[0].instrument,
                    "language": recipe.unit.language,
                    "opened_at": at,
                },
            )
    except IntegrityError as fault:
        raise refused("recipe", "A survey link has this short address.", "Choose another code.") from fault
    return channel
