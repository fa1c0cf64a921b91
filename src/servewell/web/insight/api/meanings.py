"""What the figures mean, and of which units there are any."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop
from ninja import Router, Schema
from pydantic import Field

from servewell.rooms.insight import rules
from servewell.rooms.insight import selectors as insight
from servewell.rooms.people import selectors as people
from servewell.web.kit.api.doors import ReadRequest, answers

if TYPE_CHECKING:
    from servewell.rooms.insight.models import Indicator

router = Router()
Texts = dict[str, str]


class IndicatorTold(Schema):
    """One version of a definition. Each version begins a series of its own."""

    code: str
    version: int
    is_newest: bool
    title: str = Field(description=gettext_noop("In your language."))
    titles: Texts = Field(description=gettext_noop("By language."))
    definition: str = Field(description=gettext_noop("In your language."))
    definitions: Texts = Field(description=gettext_noop("By language."))
    kind: str
    top_boxes: int | None = Field(description=gettext_noop("How many of the best answers count; null for a mean."))
    published_at: datetime


class IndicatorsTold(Schema):
    """Every figure that the company has defined, by code, the newest version first."""

    indicators: list[IndicatorTold]


class UnitTold(Schema):
    """One unit whose figures you may see."""

    code: str
    name: str = Field(description=gettext_noop("In your language."))
    names: Texts = Field(description=gettext_noop("By language."))
    under: str | None = Field(description=gettext_noop("The unit right above it, if you see that one too."))


class UnitsTold(Schema):
    """The units whose figures you may see, by code."""

    units: list[UnitTold]


@answers(
    router,
    "/indicators",
    power=rules.SEE,
    response=IndicatorsTold,
    summary=gettext_noop("Definitions of figures"),
    says=gettext_noop("Every version ever published: a changed definition starts a new series beside the old."),
)
def indicators(request: ReadRequest) -> dict[str, object]:
    return {"indicators": list(_told(insight.indicators(viewer=request.auth)))}


def _told(found: "Sequence[Indicator]") -> Iterator[Mapping[str, object]]:
    newest: set[str] = set()
    for each in found:
        yield {
            "code": each.code,
            "version": each.version,
            "is_newest": each.code not in newest,
            "title": str(each.title),
            "titles": each.title.texts,
            "definition": str(each.definition),
            "definitions": each.definition.texts,
            "kind": each.kind,
            "top_boxes": each.top_boxes,
            "published_at": each.published_at,
        }
        newest.add(each.code)


@answers(
    router,
    "/units",
    power=rules.SEE,
    response=UnitsTold,
    summary=gettext_noop("Units that you may see"),
    says=gettext_noop("Those over which your powers, or your token's, reach today."),
)
def units(request: ReadRequest) -> dict[str, object]:
    found = people.units_seen_with_parents(viewer=request.auth, power=rules.SEE)
    told = [
        {"code": unit.code, "name": str(unit.name), "names": unit.name.texts, "under": under} for unit, under in found
    ]
    return {"units": told}
