"""Reads one item of a document."""

import re
from collections.abc import Sequence
from typing import Final

from servewell.engines.forms import vocabulary
from servewell.engines.forms.conditions import read_condition
from servewell.engines.forms.document import NOT_APPLICABLE, Choice, InputType, Item, Kind
from servewell.engines.forms.faults import Place

_IDENTIFIER: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")


def read_item(place: Place, *, page: int, languages: tuple[str, ...], earlier: Sequence[Item]) -> Item | None:
    kind = _kind(place)
    if kind is None:
        return None
    place.refuse_unknown({**vocabulary.EVERY_ITEM, **vocabulary.OF_KIND[kind]})
    lowest, highest = _scale(place, kind)
    choices = _choices(place, kind, languages)
    worst, best = _ends(place, kind, lowest, highest, choices)
    is_critical = place.flag("servewell:critical")
    return Item(
        name=_name(place, earlier),
        kind=kind,
        title=place.words("title", languages=languages, is_required=True),
        page=page,
        description=place.words("description", languages=languages) or None,
        is_required=place.flag("isRequired"),
        visible_if=read_condition(place, earlier),
        choices=choices,
        lowest=lowest,
        highest=highest,
        low_label=place.words("minRateDescription", languages=languages) or None,
        high_label=place.words("maxRateDescription", languages=languages) or None,
        input_type=_input_type(place, kind),
        max_length=_max_length(place, kind),
        aspect=place.text("servewell:aspect"),
        worst=worst,
        best=best,
        weight=_weight(place, kind, is_critical=is_critical, has_scale=best is not None),
        is_overall=place.flag("servewell:overall"),
        is_critical=is_critical,
        asks_for_answer=place.flag("servewell:asks-for-answer"),
        is_contact=_is_contact(place),
        may_not_apply=place.flag("servewell:not-applicable"),
    )


def _kind(place: Place) -> Kind | None:
    known = [kind.value for kind in Kind]
    value = place.content.get("type")
    if isinstance(value, str) and value in known:
        return Kind(value)
    place.fault("type", f"The item type {value!r} is not in the closed list.", f"Use one of: {', '.join(known)}.")
    return None


def _name(place: Place, earlier: Sequence[Item]) -> str:
    name = place.text("name") or ""
    if not _IDENTIFIER.fullmatch(name) or "equals" in name:
        mend = "Use up to 40 small letters, digits and _, a letter first, without the word 'equals'."
        place.fault("name", f"'{name}' is not an identifier.", mend)
    elif name in {item.name for item in earlier}:
        place.fault("name", f"'{name}' is the name of an earlier item.", "Give each item a name of its own.")
    return name


def _scale(place: Place, kind: Kind) -> tuple[int | None, int | None]:
    if kind is not Kind.RATING:
        return None, None
    lowest = place.whole_number("rateMin", otherwise=1, lowest=-1000, highest=1000)
    highest = place.whole_number("rateMax", otherwise=5, lowest=-1000, highest=1000)
    if not lowest < highest < lowest + vocabulary.WIDEST_SCALE:
        widest = vocabulary.WIDEST_SCALE
        place.fault(
            "rateMax", f"From {lowest} to {highest} is no scale.", f"Offer 2 to {widest} steps, the lowest first."
        )
        return 1, 5
    return lowest, highest


def _choices(place: Place, kind: Kind, languages: tuple[str, ...]) -> tuple[Choice, ...]:
    if kind not in {Kind.RADIOGROUP, Kind.CHECKBOX}:
        return ()
    known = vocabulary.CHOICE_WITH_POINTS if kind is Kind.RADIOGROUP else vocabulary.CHOICE
    choices: list[Choice] = []
    for each in place.children("choices"):
        each.refuse_unknown(known)
        value = each.text("value") or ""
        if not value or value != value.strip() or value == NOT_APPLICABLE or value in {one.value for one in choices}:
            each.fault("value", f"{value!r} cannot be a value.", "Give each choice a text of its own, other than 'na'.")
        points = each.number("servewell:points", otherwise=None, lowest=-1e9)
        choices.append(Choice(value, each.words("text", languages=languages, is_required=True), points))
    if len({choice.points is None for choice in choices}) > 1:
        place.fault("choices", "Some choices have points and some have none.", "Give points to all of them or to none.")
    return tuple(choices)


def _ends(
    place: Place, kind: Kind, lowest: int | None, highest: int | None, choices: tuple[Choice, ...]
) -> tuple[float | None, float | None]:
    if kind is Kind.BOOLEAN:
        is_no_best = place.one_of("servewell:best", ("yes", "no"), otherwise="yes") == "no"
        return (1.0, 0.0) if is_no_best else (0.0, 1.0)
    if lowest is not None and highest is not None:
        is_lowest_best = place.one_of("servewell:best", ("highest", "lowest"), otherwise="highest") == "lowest"
        return (float(highest), float(lowest)) if is_lowest_best else (float(lowest), float(highest))
    points = [choice.points for choice in choices if choice.points is not None]
    return (min(points), max(points)) if points and min(points) < max(points) else (None, None)


def _weight(place: Place, kind: Kind, *, is_critical: bool, has_scale: bool) -> float:
    if not has_scale and (is_critical or "servewell:weight" in place.content) and kind is Kind.RADIOGROUP:
        place.fault(
            "choices", "The item counts, but its choices do not differ in points.", "Give them 'servewell:points'."
        )
    left_out = 1.0 if kind is Kind.RATING or is_critical else 0.0
    return place.number("servewell:weight", otherwise=left_out, lowest=0) or 0.0


def _input_type(place: Place, kind: Kind) -> InputType | None:
    if kind is not Kind.TEXT:
        return None
    return InputType(place.one_of("inputType", [each.value for each in InputType], otherwise=InputType.TEXT.value))


def _max_length(place: Place, kind: Kind) -> int | None:
    if kind not in {Kind.TEXT, Kind.COMMENT}:
        return None
    usual = vocabulary.LONGEST_LINE if kind is Kind.TEXT else vocabulary.LONGEST_COMMENT
    return place.whole_number("maxLength", otherwise=usual, lowest=1, highest=vocabulary.LONGEST_OF_ALL)


def _is_contact(place: Place) -> bool:
    is_contact = place.flag("servewell:contact")
    if is_contact and place.content.get("inputType") != InputType.EMAIL:
        place.fault("servewell:contact", "The contact is not an e-mail item.", "Give the item inputType 'email'.")
    return is_contact
