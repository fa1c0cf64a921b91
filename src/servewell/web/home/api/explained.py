"""The page about the API, made of its document: it can say nothing else than what is answered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from servewell.base import links

Schema = Mapping[str, Any]  # of OpenAPI: its keys are not ours


@dataclass(frozen=True)
class Part:
    """An option of a question, a field that is sent with it, or a field of its answer."""

    name: str
    takes: str
    says: str
    default: str = ""


@dataclass(frozen=True)
class Question:
    """``try_url`` asks it with the reader's powers; None where the address has a part that nobody can guess, or where
    something is sent: ``sends`` are the fields of what is.
    """

    method: str
    path: str
    title: str
    says: str
    options: Sequence[Part]
    sends: Sequence[Part]
    fields: Sequence[Part]
    try_url: str | None

    @property
    def name(self) -> str:
        return self.path if self.method == "GET" else f"{self.method} {self.path}"


@dataclass(frozen=True)
class ApiPage:
    title: str
    questions: Sequence[Question]
    refusals: Sequence[tuple[str, str]]
    document_url: str
    curl: str


def page_of(document: Schema) -> ApiPage:
    address = links.API.address()
    return ApiPage(
        title=_("What machines may ask and send"),
        questions=[
            _question(document, path, method, asked)
            for path, methods in document["paths"].items()
            for method, asked in methods.items()
        ],
        refusals=_refusals(),
        document_url=links.API_DOCUMENT.path(),
        curl=f'curl -H "Authorization: Bearer …" "{address}/figures?by=quarter"',
    )


def _question(document: Schema, path: str, method: str, asked: Schema) -> Question:
    answer = asked["responses"][200]["content"]["application/json"]["schema"]
    options = [_option(each) for each in asked["parameters"]]
    body = asked.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    return Question(
        method=method.upper(),
        path=path,
        title=_(asked["summary"]),
        says=_(asked["description"]),
        options=options,
        sends=list(_fields(document, body, "")) if body else [],
        fields=list(_fields(document, answer, "")),
        try_url=None if "{" in path or body else f"{path}{_example(asked['parameters'])}",
    )


def _example(parameters: Sequence[Schema]) -> str:
    shown = {each["name"]: each["example"] for each in parameters if "example" in each}
    return f"?{urlencode(shown)}" if shown else ""


def _option(option: Schema) -> Part:
    schema = option["schema"]
    default = schema.get("default")
    return Part(
        name=option["name"],
        takes=_takes(schema),
        says=_(option.get("description", "")),
        default=_("needed") if option["required"] else "" if default is None else str(default),
    )


def _takes(schema: Schema) -> str:
    for choice in (schema, *schema.get("allOf", ())):
        if "enum" in choice:
            return ", ".join(choice["enum"])
    if schema.get("type") == "object":
        return _("an object")
    kinds = {"integer": _("a whole number"), "number": _("a number"), "boolean": _("yes or no")}
    if schema.get("format") in ("date", "date-time"):
        return _("a day") if schema["format"] == "date" else _("a moment")
    return kinds.get(schema.get("type", ""), _("a text"))


def _fields(document: Schema, schema: Schema, before: str) -> Iterator[Part]:
    """Of lists and of what lies within, as ``figures.value``."""
    whole = _resolved(document, schema)
    for name, field in whole.get("properties", {}).items():
        kind = next((each for each in field.get("anyOf", (field,)) if each.get("type") != "null"), field)
        inner = kind.get("items", kind) if kind.get("type") == "array" else kind
        says = field.get("description", "")
        if "$ref" in inner:
            yield from _fields(document, inner, f"{before}{name}.")
        else:
            needed = _("needed") if name in whole.get("required", ()) else ""
            yield Part(f"{before}{name}", _takes(inner), _(says) if says else "", needed)


def _resolved(document: Schema, schema: Schema) -> Schema:
    named = schema.get("$ref", "").rsplit("/", 1)[-1]
    found: Schema = document["components"]["schemas"][named] if named else schema
    return found


def _refusals() -> Sequence[tuple[str, str]]:
    return [
        ("401", _("Who asks is not known: no token, or one that has ended.")),
        ("404", _("Nothing goes by that code, or it is not for you to see.")),
        ("405", _("It was asked by a method that this address does not answer.")),
        ("409", _("Something else was sent under this key before.")),
        ("400, 413, 415", _("What was sent is no JSON, or too large.")),
        ("422", _("An option or a field does not fit, is not known, or is given twice.")),
        ("429", _("More is sent than is taken within a minute.")),
        ("503", _("The database is busy. Ask again in half a minute.")),
    ]
