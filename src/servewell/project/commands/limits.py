"""``servewell limits``: the limits that are kept of a unit's charts, and drawn anew on a person's word."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from servewell.project.commands.closer import kept_in_words
from servewell.project.commands.measure import DAY
from servewell.project.commands.told import as_json, tell, with_django

if TYPE_CHECKING:
    from servewell.rooms.insight.selectors import Series
    from servewell.rooms.people.models import Person, Unit


@click.group(help="List the limits that are kept of a unit's charts, or draw them anew.")
def limits() -> None: ...


@limits.command("list", help="Print the limits of every chart of a unit, with reason and name where drawn anew.")
@click.argument("unit")
@as_json
@with_django
def list_(unit: str, as_json: bool) -> None:
    from servewell.base.permissions import HOUSE  # noqa: PLC0415  needs Django
    from servewell.web.insight.api import limiting  # noqa: PLC0415

    with _wrong_calls(unit):
        document = limiting.as_document(viewer=HOUSE, unit=unit)
    kept: Sequence[Mapping[str, Any]] = document["limits"]  # type: ignore[assignment]
    words = "\n".join(_line(each) for each in kept)
    tell(document, words=words or "No limits are kept of it yet: they come from 20 finished periods.", as_json=as_json)


@limits.command("draw", help="Draw the limits of a chart anew from a period on. Saying the same again changes nothing.")
@click.argument("unit")
@click.argument("indicator", default="css")
@click.option("--since", type=DAY, metavar="YYYY-MM-DD", required=True, help="A day of the first period.")
@click.option("--reason", required=True, help="What changed, in one sentence: it stands below the chart.")
@click.option(
    "--on-word-of",
    "number",
    metavar="NUMBER",
    required=True,
    help="The staff number of who decides it and holds that power over the unit: the name stands below the chart.",
)
@click.option(
    "--by",
    type=click.Choice(["week", "month", "quarter", "year"]),
    help="The length of a period; left out: the month, or an outcome's own.",
)
@click.option("--aspect", default="", help="Of this aspect in place of the whole.")
@as_json
@with_django
def draw(
    unit: str, indicator: str, since: datetime, reason: str, number: str, by: str | None, aspect: str, as_json: bool
) -> None:  # fmt: skip
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.project.catching_up import catch_up  # noqa: PLC0415
    from servewell.rooms.insight import rules  # noqa: PLC0415
    from servewell.rooms.insight import selectors as insight  # noqa: PLC0415
    from servewell.rooms.people import selectors as people  # noqa: PLC0415

    catch_up(at=today.now())
    with _wrong_calls(unit):
        over = people.unit_for(viewer=HOUSE, power=rules.SEE, code=unit)
        series = insight.series_coded(indicator=indicator, by=insight.By(by) if by else None, aspect=aspect)
    drawn = _drawn(over, series, since.date(), reason, _person(number, over))
    tell(drawn, words=_line(drawn), as_json=as_json)


def _person(number: str, unit: "Unit") -> "Person":
    from servewell.rooms.insight import rules  # noqa: PLC0415  needs Django
    from servewell.rooms.people import selectors as people  # noqa: PLC0415

    person = people.person_by_number(number=number)
    if person is None:
        raise click.BadParameter(f"nobody has the staff number {number!r}", param_hint="--on-word-of")
    if not people.may(actor=person, power=rules.REBASE, unit=unit.pk):
        said = f"{person.name} may not draw the limits of {unit.code} anew: servewell roles grant gives the power"
        raise click.BadParameter(said, param_hint="--on-word-of")
    return person


def _drawn(unit: "Unit", series: "Series", since: date, reason: str, person: "Person") -> Mapping[str, Any]:
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.rooms.insight import selectors as insight  # noqa: PLC0415
    from servewell.rooms.insight import services  # noqa: PLC0415
    from servewell.web.insight.api import limiting  # noqa: PLC0415

    try:
        drawn = services.rebase(
            unit=unit, series=series, from_on=since, reason=reason, by=person, through=HOUSE, at=today.now()
        )
    except services.NoReasonIsGiven as fault:
        raise click.BadParameter(str(fault), param_hint="--reason") from fault
    except services.NothingIsKeptYet as fault:
        raise click.ClickException(f"No limits are kept of this chart yet: {fault}.") from fault
    except services.BeginsBeforeTheLast as fault:
        said = f"those that hold begin on {fault}: give a day of a later period"
        raise click.BadParameter(said, param_hint="--since") from fault
    except services.HasNotBegunYet as fault:
        said = f"the period from {fault} on has not ended: give a day of an earlier one"
        raise click.BadParameter(said, param_hint="--since") from fault
    except services.TooFewPeriods as fault:
        raise click.BadParameter(f"{fault}: give an earlier day, or wait", param_hint="--since") from fault
    except services.NothingVaries as fault:
        said = f"all periods {fault} are alike, so limits would have no width: give an earlier day, or wait"
        raise click.BadParameter(said, param_hint="--since") from fault
    return limiting.kept_told(next(each for each in insight.every_kept(unit=unit) if each.kept.key == drawn.pk))


@contextmanager
def _wrong_calls(unit: str) -> Iterator[None]:
    from servewell.rooms.insight import selectors as insight  # noqa: PLC0415  needs Django
    from servewell.rooms.people.selectors import NoSuchUnit  # noqa: PLC0415

    try:
        yield
    except NoSuchUnit as fault:
        raise click.BadParameter(f"no unit has the code {unit!r}", param_hint="UNIT") from fault
    except insight.NoSuchIndicator as fault:
        raise click.BadParameter(str(fault), param_hint="INDICATOR") from fault
    except insight.NoSuchSeries as fault:
        raise click.BadParameter(str(fault), param_hint="--by or --aspect") from fault


def _line(told: Mapping[str, Any]) -> str:
    chart = f"{told['indicator']} by {told['by']}, {told['aspect'] or 'the whole'}"
    return f"{chart}: centre {told['centre']:.3f} of {told['points']} periods; {kept_in_words(told)}"
