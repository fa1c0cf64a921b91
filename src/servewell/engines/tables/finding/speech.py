"""Words that do not fit the label beside them."""

from collections.abc import Iterator

from servewell.engines.tables.finding.shapes import Choice, Finding
from servewell.engines.tables.profiling import Mentions, Profile
from servewell.engines.tables.recipe import Recipe

FEWEST_TEXTS = 20
MOST_OF_THEM = 0.5
FEW_OF_THEM = 0.2
FEWEST_GLUED = 3


def units_that_speak_of_another(profile: Profile, recipe: Recipe | None) -> Iterator[Finding]:
    """In the column of units; without a recipe, in columns whose labels are mostly those that the texts speak to."""
    unit = recipe.unit.column if recipe else None
    for mentions in profile.mentions:
        if mentions.labels != unit and not (recipe is None and _names_who_is_spoken_to(mentions)):
            continue
        for label, texts in mentions.texts_by_label.items():
            if texts >= FEWEST_TEXTS and (found := _spoken_to(label, texts, mentions)):
                yield found


def labels_in_texts(profile: Profile) -> Iterator[Finding]:
    for pasted in profile.pasted:
        if pasted.glued >= FEWEST_GLUED and pasted.glued * 10 >= pasted.count:
            says: dict[str, str | int | float] = {"label": pasted.label, "labels": pasted.labels}
            says |= {"count": pasted.count, "glued": pasted.glued}
            yield Finding("label-in-text", pasted.texts, says, pasted.examples, (Choice("as-it-is"),))


def _spoken_to(label: str, texts: int, mentions: Mentions) -> Finding | None:
    names = mentions.by_label.get(label, {})
    other, count = next(((name, count) for name, count in names.items() if not resembles(label, name)), ("", 0))
    own = max((count for name, count in names.items() if resembles(label, name)), default=0)
    if count < MOST_OF_THEM * texts or own > FEW_OF_THEM * texts:
        return None
    says: dict[str, str | int | float] = {"label": label, "other": other, "count": count, "texts": texts}
    says |= {"percent": round(100 * count / texts, 1), "texts_column": mentions.texts}
    examples = mentions.examples.get((label, other), ())
    choices = (Choice("another-unit", {f"unit.names.{label}": ""}), Choice("as-it-is"))
    return Finding("unit-speaks-of-another", mentions.labels, says, examples, choices)


def _names_who_is_spoken_to(mentions: Mentions) -> bool:
    fitting = 0
    for label, texts in mentions.texts_by_label.items():
        names = mentions.by_label.get(label, {})
        fitting += any(resembles(label, name) and count >= MOST_OF_THEM * texts for name, count in names.items())
    return fitting * 2 > len(mentions.texts_by_label)


def resembles(label: str, name: str) -> bool:
    """``US Airways`` and ``@usairways``, ``American`` and ``@americanair``, ``Hong Kong Airlines`` and ``@hka``."""
    plain_label = "".join(sign for sign in label.casefold() if sign.isalnum())
    plain_name = "".join(sign for sign in name.casefold() if sign.isalnum())
    words = label.casefold().replace("-", " ").split()
    if plain_label in plain_name or plain_name in plain_label:
        return bool(plain_name)
    return any(len(word) > 3 and word in plain_name for word in words) or plain_name == "".join(
        word[0] for word in words
    )
