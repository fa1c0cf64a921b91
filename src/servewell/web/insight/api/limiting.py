"""Limits that are kept of a unit's charts, read and drawn anew by other systems on a person's word."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Final, Literal, get_args

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Path, Router, Schema
from pydantic import ConfigDict, Field

from servewell.base import today
from servewell.base.permissions import Actor
from servewell.rooms.insight import rules, services, terms
from servewell.rooms.insight import selectors as insight
from servewell.rooms.insight.selectors import By
from servewell.rooms.people import selectors as people
from servewell.web.insight.api.beside import LimitsTold, limits_told
from servewell.web.insight.api.misasked import in_words
from servewell.web.insight.api.standing import UnitAsked
from servewell.web.kit.api.doors import ReadRequest, SentRequest, answers, takes
from servewell.web.kit.api.faults import NothingThere
from servewell.web.kit.api.options import Code, CodeOrNone, Day
from servewell.web.kit.api.problems import CannotTake, FaultTold

if TYPE_CHECKING:
    from servewell.rooms.insight.selectors import KeptOf, Series
    from servewell.rooms.people.models import Person, Unit

router = Router()
LONGEST: Final = 4_000
Reason = Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=r"^[^\x00]+$")]
KeptBy = Literal["week", "month", "quarter", "year"]
assert {By(each) for each in get_args(KeptBy)} == set(By) - {By.DAY}


class KeptLimitsTold(LimitsTold):
    """Which chart they are of, and how many periods they come from."""

    indicator: str = Field(description=gettext_noop("A figure's code, or outcome.complaints and the like."))
    version: int = Field(description=gettext_noop("Since which version of its definition it counts so."))
    by: str = Field(description=gettext_noop("week, month, quarter or year."))
    aspect: str | None = Field(description=gettext_noop("Null for the whole."))
    points: int = Field(description=gettext_noop("How many periods the limits come from."))


class EveryKeptTold(Schema):
    """Chart by chart, the earliest first."""

    unit: str
    limits: list[KeptLimitsTold]


class RebaseSent(Schema):
    """From when on limits are drawn anew, why, and on whose word."""

    model_config = ConfigDict(extra="forbid")

    since: Day = Field(description=gettext_noop("A day of the first period that they come from."))
    reason: Reason = Field(description=gettext_noop("What changed, in one sentence."))
    on_word_of: Code = Field(
        description=gettext_noop("The staff number of a person who may draw them; the name stands by.")
    )
    indicator: Code = Field(terms.CSS, description=gettext_noop("A figure's code, or outcome.complaints and the like."))
    by: KeptBy | None = Field(None, description=gettext_noop("Left out: the month, or the outcome's own period."))
    aspect: CodeOrNone = Field(None, description=gettext_noop("Left out: the whole."))


@answers(
    router,
    "/units/{str:unit}/limits",
    power=rules.SEE,
    response=EveryKeptTold,
    summary=gettext_noop("Limits that are kept"),
    says=gettext_noop("The limits of every chart of the unit, with reason and name where they were drawn anew."),
)
def limits(request: ReadRequest, unit: Path[UnitAsked]) -> dict[str, object]:
    return in_words(as_document)(viewer=request.auth, unit=unit.unit)


def as_document(*, viewer: Actor, unit: str) -> dict[str, object]:
    """Raises NoSuchUnit."""
    found = people.unit_for(viewer=viewer, power=rules.SEE, code=unit)
    return {"unit": found.code, "limits": [kept_told(each) for each in insight.every_kept(unit=found)]}


@takes(
    router,
    "/units/{str:unit}/limits",
    power=rules.REBASE,
    response=KeptLimitsTold,
    summary=gettext_noop("Draw limits anew"),
    says=gettext_noop("With a reason, on the word of a person who may; the earlier limits keep their periods."),
)
def rebase_limits(request: SentRequest, unit: Path[UnitAsked], sent: RebaseSent) -> tuple[int, dict[str, object]]:
    found = _unit(request, unit.unit)
    series, person = _series(sent), _person(sent, found)
    before = {each.kept.key for each in insight.every_kept(unit=found)}
    try:
        drawn = services.rebase(
            unit=found,
            series=series,
            from_on=sent.since,
            reason=sent.reason,
            by=person,
            through=request.auth,
            at=today.now(),
        )
    except tuple(WHY) as fault:
        raise _fault(*WHY[type(fault)]()) from None
    kept = next(each for each in insight.every_kept(unit=found) if each.kept.key == drawn.pk)
    return 200 if drawn.pk in before else 201, kept_told(kept)


def _unit(request: SentRequest, code: str) -> "Unit":
    try:
        return people.unit_for(viewer=request.auth, power=rules.REBASE, code=code)
    except people.NoSuchUnit:
        raise NothingThere(field="unit") from None


def _series(sent: RebaseSent) -> "Series":
    by = By(sent.by) if sent.by else None
    try:
        return insight.series_coded(indicator=sent.indicator, by=by, aspect=sent.aspect or "")
    except insight.NoSuchIndicator:
        mend = _("The figures that are defined, with their versions, are listed at /api/indicators.")
        raise _fault("indicator", _("No figure is defined under that code, or not in that version."), mend) from None
    except insight.NoSuchSeries:
        mend = _("Leave the period and the aspect out.")
        raise _fault("by", _("This outcome is charted as a whole, by its own period."), mend) from None


def _person(sent: RebaseSent, unit: "Unit") -> "Person":
    """Whoever may not, and whoever is not there, are told alike."""
    found = people.person_by_number(number=sent.on_word_of)
    if found is None or not people.may(actor=found, power=rules.REBASE, unit=unit.pk):
        what = _("Nobody of this staff number may draw the limits of this unit anew.")
        raise _fault("on_word_of", what, _("Give the staff number of who decides it and holds that power."))
    return found


def _fault(where: str, what: str, mend: str) -> CannotTake:
    return CannotTake([FaultTold(where=where, what=what, mend=mend)])


def _no_reason() -> tuple[str, str, str]:
    mend = _("Give at most %(limit)d characters.") % {"limit": terms.LONGEST_ANNOTATION}
    return "reason", _("Say what changed: limits are not drawn anew without a reason."), mend


def _too_few() -> tuple[str, str, str]:
    what = _("Too few periods with answers have ended since then: 12 are needed.")
    return "since", what, _("Give an earlier day, or wait.")


def _alike() -> tuple[str, str, str]:
    what = _("All periods since then are alike, so limits would have no width.")
    return "since", what, _("Give an earlier day, or wait.")


def _nothing_kept() -> tuple[str, str, str]:
    what = _("No limits are kept of this chart yet, which new ones could take the place of.")
    return "indicator", what, _("They are drawn by themselves when 20 periods have ended.")


def _too_early() -> tuple[str, str, str]:
    what = _("Limits hold already that begin no earlier.")
    return "since", what, _("Give a day of a later period; those that are kept are listed at this address.")


def _not_begun() -> tuple[str, str, str]:
    return "since", _("This period has not ended."), _("Give a day of an earlier period.")


WHY: Final[Mapping[type[Exception], Callable[[], tuple[str, str, str]]]] = {
    services.NoReasonIsGiven: _no_reason,
    services.TooFewPeriods: _too_few,
    services.NothingVaries: _alike,
    services.NothingIsKeptYet: _nothing_kept,
    services.BeginsBeforeTheLast: _too_early,
    services.HasNotBegunYet: _not_begun,
}


def kept_told(each: "KeptOf") -> dict[str, object]:
    return {
        **limits_told(each.kept),
        "indicator": each.series.indicator,
        "version": each.series.version,
        "by": each.series.by.value,
        "aspect": each.series.aspect or None,
        "points": each.kept.limits.points,
    }
