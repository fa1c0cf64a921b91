"""Voices that came in by a file, without the file: what a row leaves behind, and nothing of how it was read."""

from dataclasses import dataclass
from datetime import datetime
from unittest import mock

from servewell.base import today
from servewell.rooms.voice.models import Import, Recipe, RecipeVersion, Voice
from servewell.rooms.voice.terms import ImportState
from tests.builders.company import LONG_AGO, a_company, words
from tests.house import save_guard


@dataclass(frozen=True)
class AFile:
    key: int

    def becomes(self, state: ImportState, *, at: datetime | None = None) -> None:
        moment = at or today.now()
        shown = {"shown_at": moment} if state is ImportState.SHOWN else {}
        with _around_the_guard():
            Import.objects.filter(pk=self.key).update(state=state.value, started_at=moment, **shown)


def a_file_of(*voices: Voice, name: str = "passengers-2016.csv", brought_by: str = "house") -> AFile:
    """Make these voices rows 2, 3 ... of one file, which is arriving and not shown yet."""
    with _around_the_guard():
        recipe, _ = Recipe.objects.get_or_create(
            code="passengers", defaults={"title": words("Passengers"), "unit": a_company()}
        )
        version, _ = RecipeVersion.objects.get_or_create(
            recipe=recipe, number=1,
            defaults={"document": "recipe: passengers", "digest": "0" * 64, "kept_by": "house", "kept_at": LONG_AGO},
        )  # fmt: skip
        made = Import.objects.create(
            name=name, file="0" * 64, size=1, digest="0" * 64, unit=a_company(), recipe=version,
            brought_by=brought_by, brought_at=LONG_AGO,
        )  # fmt: skip
        for row, voice in enumerate(voices, start=2):
            Voice.objects.filter(pk=voice.pk).update(
                original=None, submission=None, from_import=made, row=row, key=bytes([made.pk % 256, row])
            )
    return AFile(made.pk)


def _around_the_guard() -> "mock._patch[object]":
    return mock.patch.object(save_guard, "_demand_own_services", return_value=None)
