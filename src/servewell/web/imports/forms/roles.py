"""What each column of a file is, read from a recipe and written into it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Final

from servewell.engines.tables.recipe import (
    CommentRule,
    CustomerRule,
    DateRule,
    ItemRule,
    Recipe,
    Scale,
    UnitRule,
    Unsure,
)
from servewell.rooms.voice.services import Seen, SeenColumn

LONGEST_NAME: Final = 40
ENDS_ARE_UNSURE: Final = "Which end of the scale is best has not been confirmed."


class Is(StrEnum):
    UNIT = "unit"
    DATE = "date"
    SCORE = "score"
    CHOICE = "choice"
    WORDS = "words"
    LANGUAGE = "language"
    ID = "id"
    WEIGHT = "weight"
    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    OUT = "out"


ONCE: Final = (Is.UNIT, Is.DATE, Is.LANGUAGE, Is.WEIGHT, Is.EMAIL, Is.PHONE, Is.NAME)


class ColumnsDisagree(Exception):
    """More than one column is to be what a voice has only one of. ``role`` is what, ``columns`` which."""

    def __init__(self, role: Is, columns: tuple[str, ...]) -> None:
        self.role, self.columns = role, columns
        super().__init__(f"{role}: {', '.join(columns)}")


class NobodySaysAnything(Exception):
    """No column is a score, an answer or words, so there is no voice in the file."""


def role_of(recipe: Recipe, column: str) -> Is:
    """A column that serves several ends is named by the first of them."""
    items = {each.column: each for each in recipe.items}
    if column in items:
        return Is.SCORE if items[column].scales else Is.CHOICE
    if column in {each.column for each in recipe.comments}:
        return Is.WORDS
    named = {
        recipe.unit.column: Is.UNIT,
        recipe.date.column: Is.DATE,
        recipe.language.column: Is.LANGUAGE,
        recipe.weight_column: Is.WEIGHT,
        recipe.customer.email: Is.EMAIL,
        recipe.customer.phone: Is.PHONE,
        recipe.customer.name: Is.NAME,
    }
    return named.get(column) or (Is.ID if column in recipe.duplicate else Is.OUT)


def where_of(recipe: Recipe, column: str) -> str:
    """The path of what a column is in the recipe; empty where it is nothing."""
    for group, rules in (("items", recipe.items), ("comments", recipe.comments)):
        for rule in rules:
            if rule.column == column:
                return f"{group}.{rule.name}"
    role = role_of(recipe, column)
    paths = {Is.UNIT: "unit", Is.DATE: "date", Is.LANGUAGE: "language", Is.WEIGHT: "weight", Is.ID: "duplicate"}
    return paths.get(role, f"customer.{role}" if role in (Is.EMAIL, Is.PHONE, Is.NAME) else "")


def with_roles(recipe: Recipe, chosen: Mapping[str, Is], *, seen: Seen, unit: str) -> Recipe:
    """The recipe with these columns as chosen; what is known of a column that stays what it was is kept.

    ``unit`` holds for all rows where no column names one. Raises ColumnsDisagree, NobodySaysAnything.
    """
    now = {name: chosen.get(name, role_of(recipe, name)) for name in _columns(recipe, chosen)}
    one = {role: _only_one(role, now) for role in ONCE}
    items = tuple(_items(recipe, now, seen))
    comments = tuple(_comments(recipe, now, taken={each.name for each in items}))
    if not items and not comments:
        raise NobodySaysAnything
    fresh = [each for each in items if each.scales and each not in recipe.items]
    return replace(
        recipe,
        unit=_unit(recipe, one[Is.UNIT], unit),
        date=_date(recipe, one[Is.DATE]),
        language=replace(recipe.language, column=one[Is.LANGUAGE]),
        weight_column=one[Is.WEIGHT],
        customer=CustomerRule(email=one[Is.EMAIL], phone=one[Is.PHONE], name=one[Is.NAME]),
        duplicate=tuple(_duplicate(recipe, now)),
        items=items,
        comments=comments,
        unsure=(*_still_unsure(recipe, items, comments), *(_unconfirmed(each) for each in fresh)),
    )


def _columns(recipe: Recipe, chosen: Mapping[str, Is]) -> Sequence[str]:
    rules = [*(each.column for each in recipe.items), *(each.column for each in recipe.comments)]
    others = [recipe.unit.column, recipe.date.column, recipe.language.column, recipe.weight_column]
    others += [recipe.customer.email, recipe.customer.phone, recipe.customer.name, *recipe.duplicate]
    return tuple(dict.fromkeys((*chosen, *rules, *filter(None, others))))


def _only_one(role: Is, now: Mapping[str, Is]) -> str | None:
    columns = tuple(name for name, each in now.items() if each is role)
    if len(columns) > 1:
        raise ColumnsDisagree(role, columns)
    return columns[0] if columns else None


def _items(recipe: Recipe, now: Mapping[str, Is], seen: Seen) -> Sequence[ItemRule]:
    known = {each.column: each for each in recipe.items}
    taken = {each.name for each in recipe.items} | {each.name for each in recipe.comments}
    items = []
    for column, role in now.items():
        rule = known.get(column)
        if role is Is.CHOICE:
            rule = replace(rule, scales=(), is_overall=False) if rule else _new_item(column, taken, ())
        elif role is Is.SCORE and (rule is None or not rule.scales):
            scales = (_first_scale(seen.column(column)),)
            rule = replace(rule, scales=scales) if rule else _new_item(column, taken, scales)
        if rule and role in (Is.SCORE, Is.CHOICE):
            items.append(rule)
    return items


def _new_item(column: str, taken: set[str], scales: tuple[Scale, ...]) -> ItemRule:
    name = name_for(column, taken)
    taken.add(name)
    return ItemRule(name=name, column=column, question={"en": column}, scales=scales)


def _comments(recipe: Recipe, now: Mapping[str, Is], *, taken: set[str]) -> Sequence[CommentRule]:
    known = {each.column: each for each in recipe.comments}
    names = taken | {each.name for each in recipe.comments}
    comments = []
    for column, role in now.items():
        if role is Is.WORDS:
            rule = known.get(column) or CommentRule(
                name=name_for(column, names), column=column, question={"en": column}
            )
            names.add(rule.name)
            comments.append(rule)
    return comments


def _first_scale(column: SeenColumn | None) -> Scale:
    """From the lowest number as far as the numbers follow on each other: 9 beside 1 to 5 stands apart."""
    low, high = 1, 5
    if column is not None:
        found = {int(value) for value, _count in column.values if value.isascii() and value.isdigit()}
        low = min(found, default=1)
        high = low
        while high + 1 in found:
            high += 1
    return Scale(worst=float(low), best=float(high)) if low < high <= low + 100 else Scale(worst=1.0, best=5.0)


def name_for(column: str, taken: set[str]) -> str:
    """A name of small letters for a column, not among those that are taken."""
    plain = re.sub(r"[^a-z0-9]+", "_", column.casefold()).strip("_")[: LONGEST_NAME - 4]
    base = plain if plain[:1].isascii() and plain[:1].isalpha() else f"q_{plain}".rstrip("_")
    names = (base, *(f"{base}_{number}" for number in range(2, 1000)))
    return next(name for name in names if name not in taken)


def _unit(recipe: Recipe, column: str | None, unit: str) -> UnitRule:
    if column is None:
        return UnitRule(is_=recipe.unit.is_ or unit)
    return recipe.unit if recipe.unit.column == column else UnitRule(column=column)


def _date(recipe: Recipe, column: str | None) -> DateRule:
    if column is None:
        return replace(recipe.date, column=None, formats=(), by_column=None, by_formats={})
    return recipe.date if recipe.date.column == column else DateRule(column=column, read_on=recipe.date.read_on)


def _duplicate(recipe: Recipe, now: Mapping[str, Is]) -> Sequence[str]:
    """Ids as chosen, and what names a row besides being something else."""
    was = [name for name in recipe.duplicate if now.get(name) not in (Is.ID, Is.OUT)]
    return tuple(name for name, role in now.items() if role is Is.ID or name in was)


def _still_unsure(recipe: Recipe, items: Sequence[ItemRule], comments: Sequence[CommentRule]) -> Sequence[Unsure]:
    names = {f"items.{each.name}" for each in items} | {f"comments.{each.name}" for each in comments}
    return [
        each
        for each in recipe.unsure
        if not each.where.startswith(("items.", "comments.")) or ".".join(each.where.split(".")[:2]) in names
    ]


def _unconfirmed(item: ItemRule) -> Unsure:
    return Unsure(where=f"items.{item.name}.scale", why=ENDS_ARE_UNSURE)
