"""A figure as JSON: exact numbers, and nothing of what is withheld."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import Field

if TYPE_CHECKING:
    from servewell.rooms.insight.selectors import AspectStands, Share, UnitStands


class ShareTold(Schema):
    """A share from 0 to 1, or a mean on its scale, with its interval of 95 %."""

    value: float | None = Field(description=gettext_noop("A share from 0 to 1, or a mean on its scale."))
    n: int | None = Field(description=gettext_noop("How many answers it holds."))
    low: float | None
    high: float | None
    withheld: str | None = Field(
        description=gettext_noop("Why there is no value: so few answers could be those of a person.")
    )


class StandsTold(ShareTold):
    code: str
    name: str = Field(description=gettext_noop("In your language."))


class AspectTold(StandsTold):
    """One aspect of the unit."""

    verdict: str | None = Field(description=gettext_noop("Against the year before."))
    stands_out: bool = Field(description=gettext_noop("It lies below the others beyond what chance explains."))


class BelowTold(StandsTold):
    """One unit below."""

    verdict: str | None = Field(description=gettext_noop("Against the units beside it taken together."))


def share_of(share: "Share", *, is_private: bool = False) -> dict[str, object]:
    """``is_private``: the whole look would single people out."""
    told: dict[str, object] = {
        "value": share.value,
        "n": share.n,
        "low": share.low,
        "high": share.high,
        "withheld": None,
    }
    if share.is_withheld or is_private:
        return {**dict.fromkeys(told), "withheld": "too-few"}
    return told


def stands_of(each: "AspectStands | UnitStands") -> dict[str, object]:
    return {**share_of(each.share), "code": each.code, "name": str(each.name), "verdict": each.verdict}
