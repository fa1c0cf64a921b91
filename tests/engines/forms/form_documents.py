"""Documents of instruments for the tests."""

from typing import TypeAlias

Document: TypeAlias = dict[str, object]

LANGUAGES = ("default", "zh-cn", "zh-tw", "es")


def words(text: str) -> dict[str, str]:
    return {language: f"{text} ({language})" for language in LANGUAGES}


def item(type: str, name: str, **more: object) -> Document:  # noqa: A002
    """Properties of ours are given as `servewell_not_applicable=True`."""
    return {"type": type, "name": name, "title": words(name), **_ours(more)}


def _ours(more: dict[str, object]) -> Document:
    return {
        key.replace("servewell_", "servewell:").replace("_", "-") if key.startswith("servewell_") else key: value
        for key, value in more.items()
    }


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


def second_edition(*items: Document) -> Document:
    return {**document(*items), "servewell:edition": 2}


def page(*elements: Document, **more: object) -> Document:
    return {**_ours(more), "elements": list(elements)}


def panel(name: str, *elements: Document, **more: object) -> Document:
    return {"type": "panel", "name": name, **_ours(more), "elements": list(elements)}


def rows(*values: str, **more: object) -> list[Document]:
    return [{"value": value, "text": words(value), **_ours(more)} for value in values]


def steps(*values: int) -> list[Document]:
    return [{"value": value, "text": words(f"step {value}")} for value in values]


def validator(check: str, **more: object) -> Document:
    return {"type": check, "text": words(f"must be {check}"), **more}


def everything() -> Document:
    """Every item type and every property, on pages and in sections that hide."""
    return {
        "title": words("Shop"),
        "description": words("A visit"),
        "servewell:edition": 2,
        "pages": [
            page(
                item("rating", "nps", servewell_metric="nps-1", servewell_overall=True),
                item("rating", "csat", servewell_metric="csat-1", servewell_aspect="respect"),
                item("rating", "ces", servewell_metric="ces-1", requiredIf="{nps} < 7"),
                item("boolean", "recorded", servewell_consent="recording", isRequired=True),
                name="opening",
                servewell_weight=0,
            ),
            page(
                panel(
                    "greeting",
                    item(
                        "matrix",
                        "care",
                        columns=steps(1, 2, 3, 4),
                        rows=[
                            *rows("speed", servewell_aspect="responsibility", servewell_weight=2),
                            *rows("tone", servewell_standards=["respect-1"]),
                        ],
                        eachRowRequired=True,
                        servewell_not_applicable=True,
                    ),
                    item(
                        "radiogroup",
                        "queue",
                        choices=choices("long", "fair", "short", points=(0, 1, 2)),
                        servewell_weight=3,
                        servewell_critical=True,
                        servewell_critical_below=0.5,
                        servewell_critical_caps=0.4,
                        servewell_evidence_if="{queue} = 'long'",
                        servewell_evidence=["photo", "seen"],
                        servewell_anchors=[{"value": "long", "text": words("More than five waited")}],
                    ),
                    item("file", "photo", sourceType="file-camera", allowMultiple=True, maxFiles=2, maxSize=2_000_000),
                    item("comment", "seen", title=words("What about {queue}, {care.speed}?")),
                    title=words("Greeting after {nps}"),
                    servewell_weight=2,
                ),
                item("dropdown", "desk", choices=choices("front", "back"), requiredIf="{care.speed} <= 2"),
                item(
                    "boolean",
                    "smile",
                    servewell_bonus=True,
                    servewell_weight=1,
                    servewell_anchors=[{"value": True, "text": words("Eyes and mouth")}],
                ),
                title=words("You said {nps} and {recorded}"),
                description=words("{nps}"),
                visibleIf="{nps} notempty",
            ),
            page(
                item(
                    "checkbox",
                    "used",
                    choices=choices("pool", "spa", "gym"),
                    showNoneItem=True,
                    minSelectedChoices=1,
                    maxSelectedChoices=2,
                ),
                panel(
                    "best",
                    item("ranking", "order", choices=choices("bed", "food", "view")),
                    item(
                        "text",
                        "badge",
                        maxLength=20,
                        validators=[validator("regex", regex="^[A-Z]{2}[0-9]+$"), validator("text", minLength=4)],
                    ),
                    visibleIf="{used} anyof ['pool', 'spa']",
                ),
                item("text", "guests", inputType="number", min=1, max=9, validators=[validator("numeric", maxValue=6)]),
                item("text", "arrived", inputType="date"),
                item(
                    "text",
                    "left",
                    inputType="date",
                    validators=[validator("expression", expression="{left} empty or {left} >= {arrived}")],
                ),
                item("text", "booked", inputType="date", min="2026-01-01", max="2026-12-31"),
                item("checkbox", "extras", choices=choices("tea", "milk", "ice"), maxSelectedChoices=2),
                item("text", "copy", validators=[validator("email")]),
                item("signaturepad", "signed", requiredIf="{guests} > 3"),
                item("comment", "more", title=words("{used}; {order}; {guests}; {left}")),
            ),
        ],
    }
