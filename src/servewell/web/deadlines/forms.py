"""What is typed about opening hours, holidays, and by when an answer is owed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servewell.base.words import CODES, LANGUAGES
from servewell.engines.clocks import ClosesBeforeItOpens, Day, Hours, Opening, OpeningsOverlap
from servewell.rooms.cases import terms
from servewell.rooms.cases.selectors import Wanted
from servewell.web.kit.typed import a_day

Choices = Sequence[tuple[str, str]]
MOST_INTERVALS = 6
USUAL_INTERVALS = 2
MINUTES = 60
PERCENT = 100
MOST_KEYS = 2**63 - 1
LONGEST_NUMBER = 3


class DaysField(forms.TypedMultipleChoiceField):
    """Any days: which of them a country has, the room knows."""

    def valid_value(self, value: object) -> bool:
        return True


class Deed(StrEnum):
    """What the pressed button asks for; pressing Enter looks."""

    LOOK = "look"
    PUBLISH = "publish"
    MORE_HOURS = "more-hours"
    MORE_DAYS = "more-days"


@dataclass(frozen=True)
class Interval:
    opens: BoundField
    closes: BoundField


@dataclass(frozen=True)
class HoursRow:
    """A weekday with its intervals."""

    name: str
    intervals: Sequence[Interval]


@dataclass(frozen=True)
class DayRow:
    """``day`` is what stands in it already, None where that is nothing yet or not right."""

    on: BoundField
    intervals: Sequence[Interval]
    names: Sequence[BoundField]
    day: Day | None


class PolicyForm(forms.Form):
    """``seen`` is the key of the policy that was read; the numbers of rows are what the page shows, filled or not."""

    seen = forms.IntegerField(required=False, min_value=1, max_value=MOST_KEYS, widget=forms.HiddenInput)
    answer_hours = forms.DecimalField(
        label=gettext_lazy("Opening hours to answer in"),
        help_text=gettext_lazy("Only hours in which the desk is open count: 16 are two days of eight hours."),
        min_value=Decimal("0.25"), max_value=terms.LONGEST_ANSWER_MINUTES // MINUTES, decimal_places=2,
    )  # fmt: skip
    obligation_days = forms.IntegerField(
        label=gettext_lazy("At the latest, in days"),
        help_text=gettext_lazy("Calendar days, whatever the opening hours; nothing stops this clock."),
        min_value=1, max_value=terms.LONGEST_OBLIGATION_DAYS,
    )  # fmt: skip
    bar = forms.DecimalField(
        label=gettext_lazy("Score at or below which a case opens by itself"),
        help_text=gettext_lazy("From 0, the worst, to 100. Who asks for an answer gets one whatever the score."),
        min_value=0, max_value=PERCENT, decimal_places=1,
    )  # fmt: skip
    country = forms.ChoiceField(label=gettext_lazy("Public holidays of"), required=False)
    part = forms.ChoiceField(label=gettext_lazy("Part of the country"), required=False)
    until_year = forms.ChoiceField(label=gettext_lazy("Until the end of"), required=False)
    left_out = DaysField(required=False, coerce=date.fromisoformat)

    def __init__(
        self, data: Mapping[str, str] | None = None, *, wanted: Wanted, seen: int | None, year: int, countries: Choices,
        parts: Choices,
    ) -> None:  # fmt: skip
        super().__init__(data)
        typed = data or {}
        self.openings_at_first = wanted.openings
        self.days = dict(enumerate(wanted.own_days)) if data is None else {}
        self.deed = next((each for each in Deed if each.value == typed.get("deed")), Deed.LOOK)
        most = max((sum(each.weekday == day for each in wanted.openings) for day in range(7)), default=0)
        self.intervals = _rows(
            typed.get("intervals", ""), at_first=max(USUAL_INTERVALS, most), most=max(MOST_INTERVALS, most),
            is_more=self.deed is Deed.MORE_HOURS,
        )  # fmt: skip
        self.own_intervals = max([USUAL_INTERVALS, *(len(each.hours) for each in wanted.own_days)])
        days = len(wanted.own_days) + 1
        self.rows = _rows(
            typed.get("rows", ""), at_first=days, most=max(terms.MOST_OWN_DAYS, days),
            is_more=self.deed is Deed.MORE_DAYS,
        )  # fmt: skip
        self._add_hours()
        _offer(self, "country", [("", _("no country: only days of our own")), *countries])
        _offer(self, "part", [("", _("the whole country")), *parts])
        _offer(self, "until_year", [(str(each), str(each)) for each in range(year, year + terms.MOST_YEARS_AHEAD + 1)])
        self.initial = _initial(wanted, year) | {"seen": seen}

    def _add_hours(self) -> None:
        for weekday in range(7):
            for number in range(self.intervals):
                self._add_interval(f"week-{weekday}", number, name=str(WEEKDAYS[weekday]))
        for row in range(self.rows):
            name = _("Day %(number)d of our own") % {"number": row + 1}
            self.fields[f"day-{row}"] = a_day(name, required=False)
            self.fields[f"day-{row}"].widget.attrs["aria-label"] = name
            for number in range(self.own_intervals):
                self._add_interval(f"own-{row}", number, name=name)
            for language in LANGUAGES:
                label = _("Name in %(language)s") % {"language": language.name}
                self.fields[f"name-{row}-{language.code}"] = forms.CharField(
                    label=label, required=False, max_length=terms.LONGEST_NAME_OF_A_DAY
                )

    def _add_interval(self, prefix: str, number: int, *, name: str) -> None:
        said = {"day": name, "number": number + 1}
        for end, label in (
            ("opens", _("%(day)s, opening %(number)d: from") % said),
            ("closes", _("%(day)s, opening %(number)d: until") % said),
        ):
            widget = forms.TimeInput(attrs={"type": "time", "aria-label": label}, format="%H:%M")
            self.fields[f"{prefix}-{end}-{number}"] = forms.TimeField(
                label=label, required=False, input_formats=["%H:%M", "%H:%M:%S"], widget=widget
            )

    def week(self) -> list[HoursRow]:
        """From Monday on."""
        return [HoursRow(str(WEEKDAYS[day]), self._pairs(f"week-{day}", self.intervals)) for day in range(7)]

    def own(self) -> list[DayRow]:
        """Those that are filled, then an empty one to fill."""
        return [
            DayRow(
                on=self[f"day-{row}"],
                intervals=self._pairs(f"own-{row}", self.own_intervals),
                names=[self[f"name-{row}-{code}"] for code in CODES],
                day=self.days.get(row),
            )
            for row in range(self.rows)
        ]

    def _pairs(self, prefix: str, intervals: int) -> list[Interval]:
        return [
            Interval(self[f"{prefix}-opens-{number}"], self[f"{prefix}-closes-{number}"]) for number in range(intervals)
        ]

    def full_clean(self) -> None:
        """Who asks for one more row has not finished: what is not right yet is not said yet."""
        if self.deed in (Deed.MORE_HOURS, Deed.MORE_DAYS):
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()

    def has_year(self, year: str) -> bool:
        """Whether holidays can be taken until the end of it."""
        field = self.fields["until_year"]
        assert isinstance(field, forms.ChoiceField)
        return field.valid_value(year)

    def clean_left_out(self) -> frozenset[date]:
        return frozenset(self.cleaned_data["left_out"])

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        cleaned["openings"] = tuple(
            Opening(weekday, each.opens, each.closes)
            for weekday in range(7)
            for each in self._hours(f"week-{weekday}", self.intervals)
        )
        if not cleaned["openings"] and not self.errors:
            self.add_error(None, _("The desk never opens: give at least one weekday its hours."))
        cleaned["own_days"] = self._own_days()
        return cleaned

    def _hours(self, prefix: str, intervals: int) -> tuple[Hours, ...]:
        """None of a day whose hours are wrong, which then says so at the field."""
        found = [each for number in range(intervals) if (each := self._interval(prefix, number))]
        try:
            return Day(date.min, {}, tuple(found)).hours
        except OpeningsOverlap:
            self.add_error(f"{prefix}-opens-0", _("Two openings of this day overlap."))
            return ()

    def _interval(self, prefix: str, number: int) -> Hours | None:
        ends = [f"{prefix}-{end}-{number}" for end in ("opens", "closes")]
        opens, closes = (self.cleaned_data.get(end) for end in ends)
        if any(end in self.errors for end in ends) or opens is closes is None:
            return None
        if not isinstance(opens, time) or not isinstance(closes, time):
            self.add_error(ends[0 if opens is None else 1], _("Give both, from when and until when."))
            return None
        try:
            return Hours(opens, closes)
        except ClosesBeforeItOpens:
            self.add_error(ends[1], _("It closes before it opens. 00:00 is the end of the day."))
            return None

    def _own_days(self) -> tuple[Day, ...]:
        found: dict[date, Day] = {}
        self.days = {}
        for row in range(self.rows):
            on = self.cleaned_data.get(f"day-{row}")
            names = {code: str(self.cleaned_data.get(f"name-{row}-{code}") or "") for code in CODES}
            hours = self._hours(f"own-{row}", self.own_intervals)
            if not isinstance(on, date):
                if hours or any(names.values()):
                    self.add_error(f"day-{row}", _("Say which day it is, or empty the row."))
                continue
            if on in found:
                self.add_error(f"day-{row}", _("This day stands here twice."))
            found[on] = Day(on, {code: name for code, name in names.items() if name}, hours)
            if not any(name.startswith((f"own-{row}-", f"day-{row}")) for name in self.errors):
                self.days[row] = found[on]
        return tuple(found.values())

    def wanted(self) -> Wanted:
        """What was typed into a valid form."""
        said = self.cleaned_data
        return Wanted(
            openings=said["openings"],
            answer_minutes=int(said["answer_hours"] * MINUTES),
            obligation_days=said["obligation_days"],
            bar=float(said["bar"] / PERCENT),
            country=said["country"],
            part=said["part"] if said["country"] else "",
            until_year=int(said["until_year"] or 0) if said["country"] else 0,
            left_out=said["left_out"] if said["country"] else frozenset(),
            own_days=said["own_days"],
        )

    def take_up(self, seen: int | None) -> None:
        """After somebody else published: the next press publishes on top of theirs, which is to be read first."""
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed["seen"] = str(seen or "")
        self.data = typed


def _rows(shown: str, *, at_first: int, most: int, is_more: bool) -> int:
    """How many rows the page showed, and one more where that was asked for; all that stand already find a place."""
    number = int(shown) if shown.isascii() and shown.isdigit() and len(shown) <= LONGEST_NUMBER else at_first
    return max(1, min(number + is_more, most))


def _offer(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def _initial(wanted: Wanted, year: int) -> dict[str, object]:
    found: dict[str, object] = {
        "answer_hours": _short(Decimal(wanted.answer_minutes) / MINUTES),
        "obligation_days": wanted.obligation_days,
        "bar": _short(Decimal(str(round(wanted.bar * PERCENT, 1)))),
        "country": wanted.country,
        "part": wanted.part,
        "until_year": wanted.until_year if wanted.until_year >= year else year + 1,
        "left_out": [each.isoformat() for each in wanted.left_out],
    }
    for weekday in range(7):
        hours = [each.hours for each in wanted.openings if each.weekday == weekday]
        found |= _initial_hours(f"week-{weekday}", hours)
    for row, day in enumerate(wanted.own_days):
        found |= {f"day-{row}": day.on, **{f"name-{row}-{code}": name for code, name in day.names.items()}}
        found |= _initial_hours(f"own-{row}", day.hours)
    return found


def _initial_hours(prefix: str, hours: Sequence[Hours]) -> dict[str, object]:
    return {
        f"{prefix}-{end}-{number}": getattr(each, end)
        for number, each in enumerate(hours)
        for end in ("opens", "closes")
    }


def _short(number: Decimal) -> str:
    """16 rather than 16.00."""
    return f"{number.normalize():f}"
