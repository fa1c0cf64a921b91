"""Documents of instruments for the tests."""

from typing import TypeAlias

Document: TypeAlias = dict[str, object]

LANGUAGES = ("default", "zh-cn", "zh-tw", "es")


def words(text: str) -> dict[str, str]:
    return {language: f"{text} ({language})" for language in LANGUAGES}


def item(type: str, name: str, **more: object) -> Document:  # noqa: A002
    """Properties of ours are given as `servewell_not_applicable=True`."""
    named = {
        key.replace("servewell_", "servewell:").replace("_", "-") if key.startswith("servewell_") else key: value
        for key, value in more.items()
    }
    return {"type": type, "name": name, "title": words(name), **named}


def choices(*values: str, points: tuple[float, ...] = ()) -> list[Document]:
    given = [{"value": value, "text": words(value)} for value in values]
    if points:
        return [{**choice, "servewell:points": each} for choice, each in zip(given, points, strict=True)]
    return list(given)


def document(*items: Document) -> Document:
    return {"title": words("Survey"), "pages": [{"elements": list(items)}]}


def satisfaction() -> Document:
    """The survey of the loop: four aspects, the whole, words, and whether an answer is wanted."""
    return document(
        item("rating", "respect", servewell_aspect="respect", servewell_not_applicable=True),
        item("rating", "effective", servewell_aspect="effective", servewell_weight=2),
        item("rating", "overall", isRequired=True, servewell_overall=True),
        item("comment", "why", visibleIf="{overall} < 3", maxLength=20),
        item("boolean", "answer_me", servewell_asks_for_answer=True),
        item(
            "text",
            "email",
            inputType="email",
            isRequired=True,
            visibleIf="{answer_me} = true",
            servewell_contact=True,
        ),
    )


def branching() -> Document:
    """Every type, and conditions that hang on conditions."""
    return document(
        item("rating", "overall"),
        item("rating", "wait", visibleIf="{overall} < 4", servewell_not_applicable=True, servewell_best="lowest"),
        item("boolean", "clean", visibleIf="{wait} > 2 or {overall} empty", servewell_not_applicable=True),
        item("boolean", "quiet", visibleIf="!{clean}"),
        item("radiogroup", "purpose", choices=choices("business", "leisure")),
        item("checkbox", "used", choices=choices("pool", "spa", "gym"), visibleIf="{purpose} = 'Leisure'"),
        item("comment", "spa_words", visibleIf="{used} contains 'spa' and {overall} + 1 < 5"),
        item("comment", "more", visibleIf="{used} allof ['pool', 'gym'] or iif({quiet}, {overall}, 1) = 2"),
        item("text", "room", visibleIf="{more} notempty or {spa_words} contains 'loud'"),
        item("text", "guests", inputType="number", visibleIf="{room} = 12"),
        item("text", "arrived", inputType="date", visibleIf="{guests} * 0.1 > 0.25"),
        item("text", "email", inputType="email", visibleIf="{arrived} >= '2026-03-01'"),
    )
