"""What a person decides about a file: a draft while they are at it, then a recipe that is kept for good."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db import transaction

from servewell.base import keys, record, versions
from servewell.base.permissions import Actor
from servewell.engines import tables
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, terms
from servewell.rooms.voice.models import Import, Recipe, RecipeVersion
from servewell.rooms.voice.services.importing.asking import title_of

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit

LONGEST_DRAFT: Final = 1_000_000


class ImportIsUnderWay(Exception):
    """The file is being taken in, or was; bring it again to decide anew."""


class DraftIsTooLong(Exception):
    """A recipe has at most a million signs."""


class RecipeBelongsElsewhere(Exception):
    """A recipe of that code is kept by a unit for which the actor may not import."""


class RecipeIsUnsure(Exception):
    """The recipe still carries what its draft was not sure of; ``unsure`` says what."""

    def __init__(self, unsure: tuple[tables.Unsure, ...]) -> None:
        self.unsure = unsure
        said = "; ".join(f"{each.where}: {each.why}" for each in unsure)
        super().__init__(f"the recipe is not sure of everything: {said}. Look, mend what is wrong, delete `unsure`")


@transaction.atomic
def decide(*, run: Import, draft: str, by: Actor, at: datetime) -> Import:
    """Keep the recipe as far as it is decided. Raises ImportIsUnderWay, DraftIsTooLong, NotAllowed."""
    people.require(actor=by, power=rules.IMPORT, unit=run.unit_id)
    if len(draft) > LONGEST_DRAFT:
        raise DraftIsTooLong
    open_states = (terms.ImportState.ARRIVING.value, terms.ImportState.ARRIVED.value, terms.ImportState.FAILED.value)
    if not Import.objects.filter(pk=run.pk, state__in=open_states).update(draft=draft):
        raise ImportIsUnderWay(run.name)
    run.draft = draft
    record.write(deed="voice.decide", thing=run, by=by, at=at, detail={"digest": keys.digest(draft)})
    return run


@transaction.atomic
def keep_recipe(*, document: str, unit: "Unit", by: Actor, at: datetime) -> RecipeVersion:
    """Keep a recipe word for word. The same words again are the version that stands.

    Raises RecipeHasFaults, RecipeIsUnsure, RecipeBelongsElsewhere, NotAllowed.
    """
    people.require(actor=by, power=rules.IMPORT, unit=unit.pk)
    read = tables.read_recipe(text=document)
    if read.unsure:
        raise RecipeIsUnsure(read.unsure)
    recipe, is_new = Recipe.objects.get_or_create(code=read.code, defaults={"title": title_of(read), "unit": unit})
    if not is_new and not people.may(actor=by, power=rules.IMPORT, unit=recipe.unit_id):
        raise RecipeBelongsElsewhere(f"another unit keeps a recipe {read.code!r}: choose another code")
    Recipe.objects.select_for_update().get(pk=recipe.pk)
    digest = keys.digest(document)
    standing = recipe.versions.filter(digest=digest).order_by("number").first()
    if standing is not None:
        return standing

    Recipe.objects.filter(pk=recipe.pk).update(title=title_of(read))
    kept = RecipeVersion.objects.create(
        recipe=recipe,
        number=versions.next_number(recipe.versions.all(), counted_by="number"),
        document=document,
        digest=digest,
        kept_by=by.actor_key,
        kept_at=at,
    )
    record.write(deed="voice.keep_recipe", thing=kept, by=by, at=at, detail={"digest": digest})
    return kept
