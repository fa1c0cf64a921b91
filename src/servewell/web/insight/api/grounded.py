"""From what figures were made, as JSON: equal options and an equal digest give equal figures."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import Field

if TYPE_CHECKING:
    from servewell.rooms.insight.selectors import Grounds


class BasisTold(Schema):
    """All that is needed to make these figures again, and to see whether the answers are still the same."""

    options: dict[str, str] = Field(
        description=gettext_noop("What was looked at, with its last day and version; what needs no saying is left out.")
    )
    digest: str | None = Field(description=gettext_noop("Of the answers counted; null where nothing is told."))
    software: dict[str, str] = Field(description=gettext_noop("What counted, with its versions."))


def basis_told(grounds: "Grounds") -> dict[str, object]:
    return {"options": dict(grounds.options), "digest": grounds.digest, "software": dict(grounds.software)}
