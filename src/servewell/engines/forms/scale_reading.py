"""Reads what an item is measured by: its steps or choices, its ends, its weight and its anchors."""

from dataclasses import dataclass

from servewell.engines.forms import vocabulary
from servewell.engines.forms.document import NOT_APPLICABLE, Anchor, Choice, Kind, Words
from servewell.engines.forms.faults import Place
from servewell.engines.forms.metrics import METRICS, Metric

_WITH_POINTS = {Kind.RADIOGROUP, Kind.DROPDOWN, Kind.MATRIX}
_WITH_CHOICES = {Kind.RADIOGROUP, Kind.DROPDOWN, Kind.CHECKBOX, Kind.RANKING}
NONE_OF_THESE = "none"


@dataclass(frozen=True, slots=True)
class Scale:
    """`columns` are the words of a matrix's steps, by the value as it is posted."""

    lowest: int | None = None
    highest: int | None = None
    choices: tuple[Choice, ...] = ()
    worst: float | None = None
    best: float | None = None
    metric: Metric | None = None


def read_scale(place: Place, kind: Kind, languages: tuple[str, ...]) -> Scale:
    metric = _metric(place) if kind is Kind.RATING else None
    lowest, highest = _steps(place, kind, metric)
    choices = _choices(place, kind, languages)
    if kind is Kind.MATRIX and _counts_in_columns(place):
        lowest, highest, choices = _columns(place)
    worst, best = read_ends(place, kind, lowest, highest, choices)
    return Scale(lowest, highest, choices, worst, best, metric)


def _metric(place: Place) -> Metric | None:
    code = place.text("servewell:metric")
    found = METRICS.get(code or "")
    if code is not None and found is None:
        mend = f"Use one of: {', '.join(METRICS)}."
        place.fault("servewell:metric", f"There is no definition '{code}'.", mend)
    if found and place.content.get("servewell:best", "highest") != "highest":
        place.fault("servewell:best", f"'{found.code}' is best at its highest.", "Leave it out.")
    return found


def _steps(place: Place, kind: Kind, metric: Metric | None) -> tuple[int | None, int | None]:
    if kind is not Kind.RATING:
        return None, None
    usual = (1, 5) if metric is None else (metric.lowest, metric.highest)
    lowest = place.whole_number("rateMin", otherwise=usual[0], lowest=-1000, highest=1000)
    highest = place.whole_number("rateMax", otherwise=usual[1], lowest=-1000, highest=1000)
    if metric and (lowest, highest) != usual:
        what = f"'{metric.code}' goes from {metric.lowest} to {metric.highest}."
        place.fault("rateMax" if lowest == usual[0] else "rateMin", what, "Leave rateMin and rateMax out.")
        return usual
    if not lowest < highest < lowest + vocabulary.WIDEST_SCALE:
        widest = vocabulary.WIDEST_SCALE
        place.fault(
            "rateMax", f"From {lowest} to {highest} is no scale.", f"Offer 2 to {widest} steps, the lowest first."
        )
        return 1, 5
    return lowest, highest


def _choices(place: Place, kind: Kind, languages: tuple[str, ...]) -> tuple[Choice, ...]:
    if kind is Kind.MATRIX:
        return () if _counts_in_columns(place) else read_choices(place, "columns", kind, languages)
    return read_choices(place, "choices", kind, languages) if kind in _WITH_CHOICES else ()


def read_choices(place: Place, key: str, kind: Kind, languages: tuple[str, ...]) -> tuple[Choice, ...]:
    known = vocabulary.CHOICE_WITH_POINTS if kind in _WITH_POINTS else vocabulary.CHOICE
    choices: list[Choice] = []
    taken = {NOT_APPLICABLE.value} | ({NONE_OF_THESE} if place.content.get("showNoneItem") is True else set())
    for each in place.children(key):
        each.refuse_unknown(known)
        value = each.text("value") or ""
        if not value or value != value.strip() or value in taken:
            each.fault("value", f"{value!r} cannot be a value.", "Give each choice a text of its own, other than 'na'.")
        taken.add(value)
        points = each.number("servewell:points", otherwise=None, lowest=-1e9)
        choices.append(Choice(value, each.words("text", languages=languages, is_required=True), points))
    if len({choice.points is None for choice in choices}) > 1:
        place.fault(key, "Some choices have points and some have none.", "Give points to all of them or to none.")
    return tuple(choices)


def _counts_in_columns(place: Place) -> bool:
    """Whether the columns are steps: the first one says it for all."""
    columns = place.content.get("columns")
    first = columns[0] if isinstance(columns, list | tuple) and columns else None
    value = first.get("value") if isinstance(first, dict) else None
    return isinstance(value, int) and not isinstance(value, bool)


def _columns(place: Place) -> tuple[int | None, int | None, tuple[Choice, ...]]:
    values: list[int] = []
    for each in place.children("columns"):
        each.refuse_unknown(vocabulary.STEP)
        value = each.content.get("value")
        if not isinstance(value, int) or isinstance(value, bool) or (values and value != values[-1] + 1):
            each.fault("value", f"{value!r} is no next step.", "Write whole numbers, each one more than the last.")
            continue
        values.append(value)
    if len(values) < 2 or len(values) > vocabulary.WIDEST_SCALE:
        mend = f"Offer 2 to {vocabulary.WIDEST_SCALE} columns."
        place.fault("columns", f"{len(values)} steps are no scale.", mend)
        return None, None, ()
    return values[0], values[-1], ()


def columns_by_value(place: Place, languages: tuple[str, ...]) -> dict[str, Words]:
    return {
        str(each.content.get("value")): each.words("text", languages=languages, is_required=True)
        for each in place.children("columns")
    }


def read_ends(
    place: Place, kind: Kind, lowest: int | None, highest: int | None, choices: tuple[Choice, ...]
) -> tuple[float | None, float | None]:
    if kind is Kind.BOOLEAN:
        is_no_best = place.one_of("servewell:best", ("yes", "no"), otherwise="yes") == "no"
        return (None, None) if "servewell:consent" in place.content else (1.0, 0.0) if is_no_best else (0.0, 1.0)
    if lowest is not None and highest is not None:
        is_lowest_best = place.one_of("servewell:best", ("highest", "lowest"), otherwise="highest") == "lowest"
        return (float(highest), float(lowest)) if is_lowest_best else (float(lowest), float(highest))
    points = [choice.points for choice in choices if choice.points is not None]
    return (min(points), max(points)) if points and min(points) < max(points) else (None, None)


def read_weight(place: Place, kind: Kind, scale: Scale) -> float:
    is_critical = place.flag("servewell:critical")
    has_scale = scale.best is not None
    if not has_scale and (is_critical or "servewell:weight" in place.content) and kind in _WITH_POINTS:
        place.fault(
            "columns" if kind is Kind.MATRIX else "choices",
            "The item counts, but its choices do not differ in points.",
            "Give them 'servewell:points'.",
        )
    counts_by_itself = kind is Kind.RATING or (kind is Kind.MATRIX and scale.lowest is not None)
    return place.number("servewell:weight", otherwise=1.0 if counts_by_itself or is_critical else 0.0, lowest=0) or 0.0


def read_anchors(place: Place, kind: Kind, scale: Scale, languages: tuple[str, ...]) -> tuple[Anchor, ...]:
    values: dict[str, object] = {choice.value: choice.value for choice in scale.choices}
    if scale.lowest is not None and scale.highest is not None:
        values = {str(step): step for step in range(scale.lowest, scale.highest + 1)}
    if kind is Kind.BOOLEAN:
        values = {"true": True, "false": False}
    anchors: dict[str, Anchor] = {}
    for each in place.children_if_any("servewell:anchors"):
        each.refuse_unknown(vocabulary.ANCHOR)
        given = each.content.get("value")
        value = next((name for name, known in values.items() if known == given and type(known) is type(given)), None)
        if value is None or value in anchors:
            each.fault("value", f"{given!r} is no answer here, or stands twice.", f"Use one of: {', '.join(values)}.")
            continue
        anchors[value] = Anchor(value, each.words("text", languages=languages, is_required=True))
    return tuple(anchors.values())
