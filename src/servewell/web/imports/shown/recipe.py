"""The recipe as text: what all the questions wrote, to be kept, sent to a colleague, or mended by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.engines.tables import RecipeFault
from servewell.rooms.voice.services import Seen
from servewell.web.imports.shown.file import LikeRow, likes_in
from servewell.web.imports.shown.retelling import retold
from servewell.web.imports.shown.steps import crumbs_of
from servewell.web.kit.components import Crumb, Link
from servewell.web.kit.figures import number

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Import


@dataclass(frozen=True)
class FaultRow:
    line: str
    where: str
    says: str


@dataclass(frozen=True)
class RecipePage:
    title: str
    crumbs: Sequence[Crumb]
    document: str
    faults: Sequence[FaultRow]
    unsure: Sequence[str]
    likes: Sequence[LikeRow]
    like_path: str
    download: Link
    back: Link | None
    may_edit: bool


def recipe_page(
    found: "Import",
    *,
    document: str,
    faults: Sequence[RecipeFault],
    unsure: Sequence[str],
    seen: Seen | None,
    may_edit: bool,
) -> RecipePage:
    parts = {"number": found.pk}
    return RecipePage(
        title=_title(len(faults), len(unsure)),
        crumbs=crumbs_of(found),
        document=document,
        faults=[_fault(each) for each in faults],
        unsure=unsure,
        likes=likes_in(seen) if seen and may_edit else (),
        like_path=reverse("imports:like", kwargs=parts),
        download=Link(label=_("Download the recipe"), url=reverse("imports:recipe_file", kwargs=parts)),
        back=None if faults else Link(label=_("Back to the file"), url=reverse("imports:import", kwargs=parts)),
        may_edit=may_edit,
    )


def _title(faults: int, unsure: int) -> str:
    if faults:
        text = ngettext("The recipe has %(number)s mistake", "The recipe has %(number)s mistakes", faults)
        return text % {"number": number(faults)}
    if unsure:
        text = ngettext("%(number)s line is still unsure", "%(number)s lines are still unsure", unsure)
        return text % {"number": number(unsure)}
    return _("The recipe is whole")


def _fault(fault: RecipeFault) -> FaultRow:
    line = _("Line %(line)s") % {"line": fault.line} if fault.line else ""
    return FaultRow(line=line, where=fault.where, says=retold(fault.what, fault.mend))
