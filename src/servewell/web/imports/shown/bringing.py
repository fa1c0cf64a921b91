"""The page on which a file is chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from servewell.base import links
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules
from servewell.web.imports.forms.bringing import BringForm
from servewell.web.kit.components import Link

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from servewell.rooms.people.models import Person

PART_BYTES: Final = 4 * 1024 * 1024


@dataclass(frozen=True)
class BringPage:
    """``part_bytes`` is how much the script sends at once."""

    title: str
    form: BringForm
    begin_path: str
    part_bytes: int
    back: Link


def bring_page(
    person: "Person",
    posted: Mapping[str, object] | None = None,
    files: "Mapping[str, UploadedFile[bytes]] | None" = None,
) -> BringPage:
    return BringPage(
        title=_("Which file do you bring?"),
        form=BringForm(posted, files, units=unit_choices(person)),
        begin_path=reverse("imports:begin"),
        part_bytes=PART_BYTES,
        back=Link(label=_("Files taken in"), url=links.IMPORTS.path()),
    )


def unit_choices(person: "Person") -> list[tuple[str, str]]:
    """The widest unit of the person first: most files are of all of it."""
    units = people.units_seen(viewer=person, power=rules.IMPORT)
    widest = people.widest_unit_with(viewer=person, power=rules.IMPORT)
    ordered = sorted(units, key=lambda unit: unit.pk != widest)
    return [(unit.code, str(unit.name)) for unit in ordered]
