"""What Monday's page says to one reader about their units."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypedDict

from servewell.base import today
from servewell.base.words import Words, active_language, collation_key
from servewell.engines import stats
from servewell.engines.lake.measures import By
from servewell.rooms.insight import rules, terms
from servewell.rooms.insight.selectors.charts.annotated import causes_at
from servewell.rooms.insight.selectors.counted.opening import fresh_at, waiting_since
from servewell.rooms.insight.selectors.counted.shares import shares_of, verdict
from servewell.rooms.insight.selectors.meant.meaning import meaning_of, of_audience
from servewell.rooms.insight.selectors.weekly.alarming import Known, alarm_of
from servewell.rooms.insight.selectors.weekly.charting import Charted, charted
from servewell.rooms.insight.selectors.weekly.found import Alarm, MondayFound, UnitRow
from servewell.rooms.insight.selectors.weekly.waiting import waiting_for
from servewell.rooms.insight.terms import Verdict
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import selectors as standards
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.voice import selectors as voice
from servewell.rooms.voice.terms import Audience, Band

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit

    Told = tuple[str, str, str, str, str]

MONTHS_SHOWN = terms.WINDOWS[By.MONTH].shown
PRAISED_WITHIN, PRAISES_READ = timedelta(days=7), 20
# words that can be read at a glance, and still say something
SHORTEST_PRAISE, LONGEST_PRAISE = 30, 240


def monday(
    *, viewer: "Person", units: "Sequence[Unit]", at: datetime, zone: str, told: "Sequence[Told] | None" = None
) -> MondayFound:
    """``units`` are those that the viewer sees and wants to read about; ``told`` is what the last page knew of.

    The lake is asked twice however many units there are. Raises NoSuchIndicator.
    """
    meaning = of_audience(meaning_of(), Audience.EXTERNAL)
    aspects = standards.aspects() if meaning.is_by_aspect else ()
    charts = charted(units=units, meaning=meaning, aspects=[each.code for each in aspects], at=at)
    names: dict[str | None, Words] = {each.code: each.name for each in aspects}
    found = _alarms(charts, Known(names=names, told=told, kind=meaning.kind))
    widest, on, answering = _widest(viewer, units), today.day_in(zone, at=at), sum(each.has_answers for each in charts)
    rows = _rows([each for each in charts if each.aspect is None], meaning.kind)
    shown = _shown(rows, widest, {each.code for each in found})
    return MondayFound(
        week=on - timedelta(days=on.weekday()),
        widest=widest.code,
        title=meaning.title,
        definition=meaning.definition,
        version=meaning.version,
        kind=meaning.kind,
        now_from=charts[0].spans.now.from_on,
        now_until=charts[0].spans.now.until_on,
        unfinished=charts[0].months[-1],
        units=len(units),
        codes=tuple(sorted(each.code for each in units)),
        figures=1 + len(aspects),
        charts=answering,
        chance=_by_chance(answering),
        rows=shown,
        more_rows=len(rows) - len(shown),
        **_ranked(found),
        waiting=waiting_for(person=viewer, zone=zone, at=at),
        praise=_praise(viewer, widest, on),
        fresh_at=fresh_at(),
        waiting_since=waiting_since(),
    )


class Ranked(TypedDict):
    """The alarms that are told, of all that were found, and which were known."""

    alarms: tuple[Alarm, ...]
    more_alarms: int
    good: tuple[Alarm, ...]
    more_good: int
    told: "tuple[Told, ...]"


def _ranked(found: Sequence[Alarm]) -> Ranked:
    bad, good = [each for each in found if not each.is_good], [each for each in found if each.is_good]
    return Ranked(
        alarms=tuple(bad[: terms.ALARMS_SHOWN]),
        more_alarms=max(len(bad) - terms.ALARMS_SHOWN, 0),
        good=tuple(good[: terms.GOOD_SHOWN]),
        more_good=max(len(good) - terms.GOOD_SHOWN, 0),
        told=tuple((each.code, each.aspect or "", each.rule, each.side, each.months[-1].isoformat()) for each in found),
    )


def _alarms(charts: Sequence[Charted], known: Known) -> list[Alarm]:
    """One for each chart: what is new first, then what is least likely to be chance."""
    loud = [each for each in charts if any(stretch.signals for stretch in each.stretches)]
    if not loud:
        return []
    shown = (min(each.months[0] for each in loud), max(each.spans.shown.until_on for each in loud))
    causes = causes_at(units=[each.unit.pk for each in loud], audience=Audience.EXTERNAL, shown=shown)
    found = [
        alarm
        for each in loud
        if (alarm := alarm_of(each, causes.get((each.unit.pk, each.aspect or ""), ()), known)) is not None
    ]
    return sorted(found, key=lambda each: (not each.is_new, -each.surprise, each.code, each.aspect or ""))


def _by_chance(charts: int) -> float:
    """Signals a month, on so many charts of the months shown on which nothing happens."""
    if not charts:
        return 0.0
    return stats.false_alarms(charts=charts, periods=MONTHS_SHOWN).signals / MONTHS_SHOWN


def _widest(viewer: "Person", units: "Sequence[Unit]") -> "Unit":
    key = people.widest_unit_with(viewer=viewer, power=rules.SEE)
    return next((each for each in units if each.pk == key), units[0])


def _rows(charts: Sequence[Charted], kind: terms.Kind) -> list[UnitRow]:
    shares = shares_of([each.now for each in charts], kind=kind)
    drawn = [shares_of(each.counts[-terms.POINTS_DRAWN :], kind=kind) for each in charts]
    hidden = MONTHS_SHOWN - terms.POINTS_DRAWN
    return [
        UnitRow(
            code=each.unit.code, name=each.unit.name, value=share.value, low=share.low, high=share.high, n=share.n,
            verdict=verdict(each.now, each.before, kind=kind), points=tuple(point.value for point in points),
            cuts=tuple(place - hidden for place in each.cuts if place > hidden),
        )
        for each, share, points in zip(charts, shares, drawn, strict=True)
    ]  # fmt: skip


def _shown(rows: Sequence[UnitRow], widest: "Unit", loud: set[str]) -> tuple[UnitRow, ...]:
    """The widest unit, those that something is said of, and then by name; an order by figures would rank chance."""

    def by_name(row: UnitRow) -> tuple[tuple[int, ...], str]:
        return collation_key(str(row.name), active_language())

    def wanted(row: UnitRow) -> tuple[bool, bool, bool, bool, tuple[tuple[int, ...], str]]:
        moved = row.verdict in (Verdict.ABOVE, Verdict.BELOW)
        return (row.code != widest.code, row.code not in loud, not moved, not row.n, by_name(row))

    chosen = sorted(rows, key=wanted)[: terms.ROWS_SHOWN]
    return tuple(sorted(chosen, key=lambda row: (row.code != widest.code, by_name(row))))


def _praise(viewer: "Person", unit: "Unit", on: date) -> int | None:
    """A satisfied customer's words of the last week, if the viewer may read them: the latest that a glance takes in."""
    if not people.may(actor=viewer, power=voice_rules.READ, unit=unit.pk):
        return None
    filters = voice.Filters(unit=unit.pk, band=Band.HIGH, from_on=on - PRAISED_WITHIN, audience=Audience.EXTERNAL)
    heard = [each for each in voice.heard(viewer=viewer, filters=filters, size=PRAISES_READ).items if each.words]
    short = [each for each in heard if SHORTEST_PRAISE <= len(each.words[0].text) <= LONGEST_PRAISE]
    chosen = short or heard
    return chosen[0].number if chosen else None
