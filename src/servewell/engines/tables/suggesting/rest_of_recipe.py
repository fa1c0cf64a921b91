"""Carries over what a recipe says besides its items: each column is looked for by its name, then by its words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from servewell.engines.tables.profiling import ColumnProfile, Profile
from servewell.engines.tables.recipe import (
    ByValue,
    CommentRule,
    CustomerRule,
    DateRule,
    Only,
    Recipe,
    RowPerAnswer,
    UnitRule,
)
from servewell.engines.tables.suggesting import names, places_and_times
from servewell.engines.tables.suggesting.drafts import Reasons

MOST_LABELS: Final = 0.8


@dataclass(frozen=True)
class Finder:
    """Finds this year's column of a name, and asks where it is called otherwise or is not there."""

    profile: Profile
    reasons: Reasons

    def find(self, name: str, where: str) -> ColumnProfile | None:
        found = self.same(name)
        if found is None and (found := self._alike(name)) is not None:
            self.reasons.ask(where, f"`{name}` of last year seems to be `{found.name}`: is it so?")
        if found is None:
            self.reasons.ask(where, f"`{name}` of last year is not in this file: name another column, or take it out.")
        return found

    def labelled(self, unit: UnitRule, where: str) -> ColumnProfile | None:
        """The column that holds last year's labels of units, where the name is gone and others only sound like it."""
        alike = [each for each in self.profile.columns if _holds_labels(each, unit)]
        if not alike:
            return None
        asks = f"`{unit.column}` of last year seems to be `{alike[0].name}`: is it so?"
        self.reasons.ask(where, asks)
        return alike[0]

    def found_name(self, name: str | None, where: str) -> str | None:
        found = self.find(name, where) if name else None
        return found.name if found else None

    def same(self, name: str) -> ColumnProfile | None:
        exact = self.profile.column(name)
        plain = names.plain(name)
        return exact or next((each for each in self.profile.columns if names.plain(each.name) == plain), None)

    def _alike(self, name: str) -> ColumnProfile | None:
        """The only column with the same words under another number, or whose words the name explains."""
        wanted = names.name_of(name).words
        if not wanted:
            return None
        known = names.vocabulary(" ".join(wanted))
        for least in (1.0, 0.8):
            alike = [
                each
                for each in self.profile.columns
                if (words := names.name_of(each.name).words)
                and names.covered(words, known) >= least
                and names.covered(wanted, names.vocabulary(" ".join(words))) >= least
            ]
            if len(alike) == 1:
                return alike[0]
        return None


def carry(*, like: Recipe, profile: Profile, units: Mapping[str, str], today: date, reasons: Reasons) -> Recipe:
    finder = Finder(profile, reasons)
    return replace(
        like,
        only=_only(like.only, finder),
        rows=_rows(like.rows, finder),
        unit=_unit(like.unit, finder, units),
        date=_date(like.date, finder, today),
        language=_by_value(like.language, finder, "language"),
        duplicate=tuple(found for name in like.duplicate if (found := finder.found_name(name, ""))),
        customer=_customer(like.customer, finder),
        comments=_comments(like.comments, finder) if like.rows is None else like.comments,
        weight_column=finder.found_name(like.weight_column, ""),
        kind=_by_value(like.kind, finder, "kind"),
        reference=finder.found_name(like.reference, ""),
        served_by=finder.found_name(like.served_by, ""),
        volume=finder.found_name(like.volume, ""),
    )


def _only(only: tuple[Only, ...], finder: Finder) -> tuple[Only, ...]:
    kept = [(each, finder.find(each.column, "")) for each in only]
    return tuple(replace(each, column=column.name) for each, column in kept if column)


def _rows(rows: RowPerAnswer | None, finder: Finder) -> RowPerAnswer | None:
    if rows is None:
        return None
    voice = tuple(finder.found_name(name, "rows") or name for name in rows.voice)
    question = finder.found_name(rows.question, "rows") or rows.question
    return RowPerAnswer(voice, question, finder.found_name(rows.answer, "rows") or rows.answer)


def _unit(unit: UnitRule, finder: Finder, units: Mapping[str, str]) -> UnitRule:
    if unit.column is None:
        return unit
    column = finder.same(unit.column) or finder.labelled(unit, "unit") or finder.find(unit.column, "unit")
    if column is None:
        return places_and_times.propose_unit(profile=finder.profile, units=units, reasons=finder.reasons)
    known = {*unit.names, *units, *units.values()}
    if unknown := [value for value in column.values if value not in known]:
        listed = ", ".join(unknown[:5])
        finder.reasons.because("unit", f"{len(unknown)} labels are no unit that is known ({listed}).")
        if units:
            finder.reasons.ask("unit", f"{len(unknown)} labels are new or unknown ({listed}): which units are they?")
    return replace(unit, column=column.name)


def _holds_labels(column: ColumnProfile, unit: UnitRule) -> bool:
    known = sum(count for value, count in column.values.items() if value in unit.names)
    return len(unit.names) > 1 and known >= MOST_LABELS * column.filled > 0 and column.distinct > 1


def _date(rule: DateRule, finder: Finder, today: date) -> DateRule:
    if rule.column is None:
        finder.reasons.ask("date", f"All rows of last year had the day {rule.is_}: which day have these?")
        return rule
    column = finder.find(rule.column, "date")
    if column is None:
        return places_and_times.propose_date(profile=finder.profile, today=today, reasons=finder.reasons)
    by = finder.found_name(rule.by_column, "date")
    if rule.read_on is not None:
        finder.reasons.ask("date", f"Last year's file was read on {rule.read_on}: when was this one?")
    carried = replace(rule, column=column.name, by_column=by, by_formats=rule.by_formats if by else {})
    return _with_formats(carried, column, finder)


def _with_formats(rule: DateRule, column: ColumnProfile, finder: Finder) -> DateRule:
    """Keeps the stated formats while this year's days are written in them."""
    stated = {*rule.formats, *(form for forms in rule.by_formats.values() for form in forms)}
    if not _holds_days(column, stated):
        ask = f"`{column.name}` holds no whole days this year ({_some(column)}): which column does, or which day is it?"
        finder.reasons.ask("date", ask)
        return rule
    if not stated or not column.formats:
        return rule
    seen = places_and_times.formats_of(column, finder.profile)
    if all(_same_format(form, stated) for form in seen):
        return rule
    finder.reasons.ask("date", f"Days were written as {_listed(stated)} and are now {_listed(seen)}: which is right?")
    return replace(rule, formats=seen, by_column=None, by_formats={})


def _holds_days(column: ColumnProfile, stated: set[str]) -> bool:
    """Dates, or numbers where numbers were stated."""
    dates = sum(column.formats.values()) - column.both_orders
    numbers = column.numbers.count if column.numbers else 0
    return dates * 2 > column.filled or (numbers * 2 > column.filled and bool(stated & places_and_times.AS_NUMBERS))


def _some(column: ColumnProfile) -> str:
    return ", ".join(list(column.values)[:3])


def _same_format(form: str, stated: set[str]) -> bool:
    return _loose(form) in {_loose(each) for each in stated}


def _loose(form: str) -> str:
    """A format without what differs in spelling alone: ``DD/MM/YYYY HH:mm`` and ``D/M/YYYY`` are one."""
    day = form.split(" H")[0].split(" h")[0].split("TH")[0]
    return day.replace("DD", "D").replace("MMMM", "N").replace("MMM", "N").replace("MM", "M").replace("Do", "D")


def _listed(forms: tuple[str, ...] | set[str]) -> str:
    return ", ".join(f"`{form}`" for form in sorted(forms))


def _by_value(rule: ByValue, finder: Finder, where: str) -> ByValue:
    if rule.column is None:
        return rule
    column = finder.find(rule.column, where)
    if column is None:
        return ByValue(is_=rule.otherwise) if rule.otherwise else ByValue()
    unknown = [value for value in column.values if value not in rule.values]
    if unknown and rule.otherwise is None:
        finder.reasons.ask(where, f"What do these values of `{column.name}` mean? {', '.join(unknown[:8])}")
    return replace(rule, column=column.name)


def _customer(rule: CustomerRule, finder: Finder) -> CustomerRule:
    email, phone = finder.found_name(rule.email, "customer"), finder.found_name(rule.phone, "customer")
    return CustomerRule(email=email, phone=phone, name=finder.found_name(rule.name, "customer"))


def _comments(comments: tuple[CommentRule, ...], finder: Finder) -> tuple[CommentRule, ...]:
    carried = []
    for rule in comments:
        column = finder.find(rule.column, "" if finder.same(rule.column) is None else f"comments.{rule.name}")
        if column is not None:
            if column.numbers and column.numbers.count * 2 > column.filled:
                ask = f"`{column.name}` holds numbers this year ({_some(column)}), not words: is it still the question?"
                finder.reasons.ask(f"comments.{rule.name}", ask)
            asked = finder.found_name(rule.question_column, f"comments.{rule.name}")
            carried.append(replace(rule, column=column.name, question_column=asked))
    return tuple(carried)
