"""``servewell measure``: the figures of the satisfaction page, for analysts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

import click

from servewell.project.commands.closer import looked_closer, refuse_beside_it
from servewell.project.commands.told import as_json, tell, with_django

if TYPE_CHECKING:
    from servewell.rooms.insight.selectors import Finding, Look, Meaning

F = TypeVar("F", bound=Callable[..., object])
BY_WHAT_IT_CAME = "--channel or --instrument"
DAY = click.DateTime(formats=["%Y-%m-%d"])


KINDS = ["top-boxes", "mean", "net-promoters"]


def definition_option(command: F) -> F:
    return click.option(
        "--definition",
        type=click.Choice(KINDS),
        help="The share of the best answers, the mean of all on their scale, or promoters less detractors.",
    )(command)


def top_boxes_option(command: F) -> F:
    return click.option(
        "--top-boxes", type=click.IntRange(min=1), help="How many of the best answers count; left out: 2."
    )(command)


@click.command(help="Print a figure with its n, interval and definition: as the company defined it, or as asked for.")
@click.argument("indicator", default="css")
@click.option(
    "--by",
    type=click.Choice(["day", "week", "month", "quarter", "year"]),
    default="month",
    help="The length of a period.",
)
@click.option("--unit", default="all", help="A unit's code, or all.")
@definition_option
@top_boxes_option
@click.option("--version", type=click.IntRange(min=1), help="Of its definition; left out: the newest.")
@click.option("--aspect", help="This aspect in place of the item marked overall.")
@click.option("--item", metavar="INSTRUMENT/ITEM", help="This question in its place.")
@click.option("--channel", help="Only what came by this channel, or by kind:shop.")
@click.option("--language", help="Only what was answered in this language.")
@click.option("--instrument", help="Only answers to this survey or recipe.")
@click.option(
    "--audience",
    type=click.Choice(["external", "internal"]),
    default="external",
    help="Whose answers: customers' or employees'.",
)
@click.option("--from", "first", type=DAY, metavar="YYYY-MM-DD", help="The first day that counts.")
@click.option("--until", "last", type=DAY, metavar="YYYY-MM-DD", help="The last day that counts.")
@click.option(
    "--tree",
    type=click.Choice(["as-it-was", "today"]),
    default="as-it-was",
    help="Units count as they stood on the day of each answer, or as they stand today.",
)
@click.option("--chart", "closer", flag_value="chart", help="How one unit stands: its chart with limits and signals.")
@click.option("--compare", "closer", flag_value="compare", help="The units right below one, without ranks.")
@click.option("--drivers", "closer", flag_value="drivers", help="By how much each aspect goes with the overall answer.")
@click.option("--outcomes", "closer", flag_value="outcomes", help="Who is content and stays, and who complains.")
@as_json
@with_django
def measure(
    indicator: str, by: str, unit: str, definition: str | None, top_boxes: int | None, version: int | None,
    aspect: str | None, item: str | None, channel: str | None, language: str | None, instrument: str | None,
    audience: str, first: datetime | None, last: datetime | None, tree: str, closer: str | None, as_json: bool,
) -> None:  # fmt: skip
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.project.catching_up import catch_up  # noqa: PLC0415
    from servewell.rooms.insight import selectors as insight  # noqa: PLC0415
    from servewell.rooms.people.terms import Tree  # noqa: PLC0415
    from servewell.rooms.voice.terms import Audience  # noqa: PLC0415

    if first and last and first > last:
        raise click.BadParameter("the first day lies after the last one", param_hint="--from")
    if closer:
        refuse_beside_it(definition=definition, top_boxes=top_boxes, instrument=instrument, **{"from": first})
    catch_up(at=today.now())
    document: object
    with _wrong_calls(unit):
        look = insight.Look(
            unit=None if unit == insight.EVERY_UNIT else unit, indicator=indicator, version=version, by=insight.By(by),
            until=last.date() if last else None, audience=Audience(audience), tree=Tree(tree),
            aspect=aspect, item=item, channel=channel, language=language,
        )  # fmt: skip
        if closer:
            document, words = looked_closer(closer, look)
        else:
            meaning = _meaning(indicator, definition, top_boxes, version)
            document, words = _measured(look, meaning, instrument=instrument, first=first)
    tell(document, words=words, as_json=as_json)


def _measured(
    look: "Look", meaning: "Meaning | None", *, instrument: str | None, first: datetime | None
) -> tuple[object, str]:
    from servewell.base.permissions import HOUSE  # noqa: PLC0415  needs Django
    from servewell.rooms.insight import selectors as insight  # noqa: PLC0415
    from servewell.web.insight.api.figures import as_document  # noqa: PLC0415

    days = (first.date() if first else None, look.until + timedelta(days=1) if look.until else None)
    findings = insight.measure(
        viewer=HOUSE,
        indicator=look.indicator,
        version=look.version,
        meaning=meaning,
        by=look.by,
        unit=look.unit or insight.EVERY_UNIT,
        aspect=look.aspect,
        item=look.item,
        channel=look.channel,
        language=look.language,
        instrument=instrument,
        from_on=days[0],
        until_on=days[1],
        audience=look.audience,
        tree=look.tree,
    )
    grounds = insight.grounds_of_figures(viewer=HOUSE, look=look, meaning=meaning, instrument=instrument, days=days)
    footer = f"\n{findings[0].definition}" if findings else "There is nothing to measure yet."
    return as_document(findings, grounds), "\n".join(_line(finding) for finding in findings) + footer


@contextmanager
def _wrong_calls(unit: str) -> Iterator[None]:
    from servewell.rooms.insight import selectors as insight  # noqa: PLC0415  needs Django
    from servewell.rooms.people.selectors import NoSuchUnit  # noqa: PLC0415

    try:
        yield
    except insight.NoSuchIndicator as fault:
        raise click.BadParameter(str(fault), param_hint="INDICATOR") from fault
    except insight.NothingIsKnownAs as fault:
        hints = {"channel": BY_WHAT_IT_CAME, "instrument": BY_WHAT_IT_CAME}
        raise click.BadParameter(str(fault), param_hint=hints.get(fault.column, f"--{fault.column}")) from fault
    except insight.AspectAndItem as fault:
        raise click.BadParameter(str(fault), param_hint="--aspect or --item") from fault
    except NoSuchUnit as fault:
        raise click.BadParameter(
            f"no unit has the code {unit!r}; servewell measure without --unit prints all codes", param_hint="--unit"
        ) from fault


def _meaning(indicator: str, definition: str | None, top_boxes: int | None, version: int | None) -> "Meaning | None":
    """None: as the company defined it."""
    if definition is None and top_boxes is None:
        return None
    if version is not None:
        raise click.BadParameter("a definition of this once has no versions", param_hint="--version")
    return meaning_of(indicator=indicator, definition=definition or "top-boxes", top_boxes=top_boxes)


def meaning_of(*, indicator: str, definition: str, top_boxes: int | None, questions: tuple[str, ...] = ()) -> "Meaning":
    """The meaning that is asked for, in the words that we ship."""
    from servewell.project import definitions  # noqa: PLC0415  needs Django
    from servewell.rooms.insight.terms import Kind  # noqa: PLC0415

    try:
        return definitions.shipped(code=indicator, kind=Kind(definition), top_boxes=top_boxes, questions=questions)
    except definitions.NoWordsShipped as fault:
        raise click.BadParameter(str(fault), param_hint="INDICATOR") from fault
    except definitions.MeanHasNoBest as fault:
        raise click.BadParameter(str(fault), param_hint="--top-boxes") from fault


def _line(finding: "Finding") -> str:
    of = "".join(f", {source.name}: n = {source.n}" for source in finding.sources)
    named = f"{finding.period}  {finding.unit:<24} {finding.item or finding.aspect or 'overall':<20} "
    if finding.value is None:
        return f"{named}no figure: {finding.withheld}  (n = {finding.n}{of})"
    known = finding.low is not None and finding.high is not None
    between = f"{finding.low:.3f} to {finding.high:.3f}, " if known else ""
    on = f", {finding.scale}" if finding.kind == "mean" else ""
    return f"{named}{finding.value:.3f}  ({between}n = {finding.n}{on}{of})"
