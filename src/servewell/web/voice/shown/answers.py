"""What was answered, question by question, in the version in which it was asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _

from servewell.base import links
from servewell.base.words import LANGUAGES, active_language
from servewell.engines import forms
from servewell.rooms.instruments.selectors import Given, GivenResponse
from servewell.rooms.voice import selectors as voices
from servewell.web.kit.figures import number
from servewell.web.kit.questions import size_says
from servewell.web.kit.templatetags.kit import day

# what a browser draws by itself and cannot be made to run
PICTURES = {"image/jpeg", "image/png", "image/webp"}


@dataclass(frozen=True)
class FileRow:
    name: str
    size: str
    url: str
    is_picture: bool


@dataclass(frozen=True)
class AnswerRow:
    """``listed`` stands in an order of its own, ``picture`` is a signature, ``before`` was given before a dispute."""

    question: str
    answer: str = ""
    scale: str = ""
    is_given: bool = True
    listed: Sequence[str] = ()
    files: Sequence[FileRow] = ()
    picture: str = ""
    before: str = ""


def answer_rows(given: GivenResponse, files: Sequence[voices.AttachedFile], *, voice: int) -> tuple[AnswerRow, ...]:
    """All but the words, which are read as letters."""
    by_item: dict[str, list[FileRow]] = {}
    for file in files:
        by_item.setdefault(file.item, []).append(_file(file, voice))
    return tuple(_answer(each, given, by_item.get(each.item.name, ())) for each in given.answers if not _is_words(each))


def _is_words(given: Given) -> bool:
    return given.item.kind is forms.Kind.COMMENT and given.value is not None


def _file(file: voices.AttachedFile, voice: int) -> FileRow:
    url = links.VOICE_FILE.path(number=voice, file=file.number)
    return FileRow(file.name, size_says(file.size), url, is_picture=file.media_type in PICTURES)


def _answer(given: Given, response: GivenResponse, files: Sequence[FileRow]) -> AnswerRow:
    row = _counted(given, response, files)
    if not given.is_corrected:
        return row
    first = _said(given.item, given.original, response.language)
    return replace(
        row, before=_("First answered: %(answer)s. After a dispute, another answer counts.") % {"answer": first}
    )


def _said(item: forms.Item, value: forms.AnswerValue | None, language: str) -> str:
    if value is None:
        return _("Not answered")
    return _("Does not apply") if isinstance(value, forms.NotApplicable) else _value(item, value, language)


def _counted(given: Given, response: GivenResponse, files: Sequence[FileRow]) -> AnswerRow:
    item, language = given.item, response.language
    question = _as_asked(item, response)
    if given.is_not_applicable:
        return AnswerRow(question, _("Does not apply"))
    if given.value is None:
        return AnswerRow(question, _("Not answered"), is_given=False)
    if item.is_contact:
        # an address belongs to the case and its writer, not to everybody who reads
        return AnswerRow(question, _("An address was left"))
    if item.consent:
        return _consent(given, response)
    if item.kind is forms.Kind.FILE:
        return AnswerRow(question, files=files)
    if item.kind is forms.Kind.SIGNATURE:
        return _signature(question, str(given.value))
    if item.kind is forms.Kind.RANKING and isinstance(given.value, tuple):
        return AnswerRow(question, listed=tuple(_choice(item, str(each), language) for each in given.value))
    return AnswerRow(question, _value(item, given.value, language), scale=_scale(item, language))


def _as_asked(item: forms.Item, response: GivenResponse) -> str:
    question, form = _question(item, response.language), response.version.form
    if not forms.looks_back(form, item.title):
        return question
    values = {each.item.name: each.value for each in response.answers if each.value is not None}
    read_in = active_language() if active_language() in item.title else response.language
    return forms.piped(form, question, values, read_in)


def _question(item: forms.Item, language: str) -> str:
    title = said_in(item.title, language)
    if item.matrix is None:
        return title
    return _("%(table)s: %(row)s") % {"table": said_in(item.matrix.title, language), "row": title}


def _consent(given: Given, response: GivenResponse) -> AnswerRow:
    """In the very words that the customer read, whatever the reader's language: to those they agreed."""
    words = given.item.title.get(response.language) or next(iter(given.item.title.values()))
    read_in = next((each.name for each in LANGUAGES if each.code == response.language), response.language)
    answer = _("Agreed") if given.value else _("Not agreed")
    scale = _("Read in %(language)s, in version %(number)d of the survey.") % {
        "language": read_in,
        "number": response.version.number,
    }
    return AnswerRow(words, answer, scale=scale)


def _signature(question: str, value: str) -> AnswerRow:
    if value.startswith("data:image/png;base64,"):
        return AnswerRow(question, _("Signed by hand"), picture=value)
    return AnswerRow(question, _("Signed as “%(name)s”, with the keyboard") % {"name": value})


def said_in(said: Mapping[str, str], language: str) -> str:
    """In the reader's language, in the customer's, or in the one there is: a file's questions have often just one."""
    return said.get(active_language()) or said.get(language) or next(iter(said.values()))


def _choice(item: forms.Item, value: str, language: str) -> str:
    found = next((choice.text for choice in item.choices if choice.value == value), None)
    if found is None and item.none_label:
        found = item.none_label
    return said_in(found, language) if found else value


def _value(item: forms.Item, value: forms.AnswerValue, language: str) -> str:
    if item.kind is forms.Kind.BOOLEAN:
        return _("Yes") if value == 1 else _("No")
    if item.matrix:
        words = item.matrix.columns.get(str(int(value)) if isinstance(value, float) else str(value))
        return said_in(words, language) if words else str(value)
    if item.choices:
        chosen = value if isinstance(value, tuple) else (value,)
        return "; ".join(_choice(item, str(each), language) for each in chosen)
    if item.input_type is forms.InputType.DATE:
        return _day(str(value))
    said = formats.localize(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return _with_its_words(item, said, language)


def _with_its_words(item: forms.Item, step: str, language: str) -> str:
    """Of a scale whose steps are described: the customer chose by the words, not by the number."""
    words = next((anchor.text for anchor in item.anchors if anchor.value == step), None) if item.has_steps else None
    return f"{step} – {said_in(words, language)}" if words else step


def _day(value: str) -> str:
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value


def _scale(item: forms.Item, language: str) -> str:
    if item.low_label and item.high_label:
        return _("%(lowest)d is “%(low)s”, %(highest)d is “%(high)s”") % {
            "lowest": item.lowest,
            "low": said_in(item.low_label, language),
            "highest": item.highest,
            "high": said_in(item.high_label, language),
        }
    if item.choices or item.matrix or item.kind is forms.Kind.BOOLEAN or item.worst is None or item.best is None:
        return ""
    return _("%(worst)s is the worst, %(best)s the best") % {"worst": number(item.worst), "best": number(item.best)}
