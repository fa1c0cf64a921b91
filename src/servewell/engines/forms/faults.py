"""What is wrong with a document, where, and how to mend it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

from servewell.engines.forms.languages import LANGUAGES_BY_NAME


@dataclass(frozen=True, slots=True)
class Fault:
    path: str
    what: str
    mend: str


class DocumentHasFaults(Exception):
    """The document uses something outside the closed list, or contradicts itself. All faults are told at once."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(f"{fault.path}: {fault.what} {fault.mend}" for fault in faults))


def _is_mapping(value: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, Mapping) and all(isinstance(key, str) for key in value)


@dataclass(frozen=True, slots=True)
class Place:
    """One mapping of the document, its path, and the one list of faults that all places share."""

    path: str
    content: Mapping[str, object]
    faults: list[Fault] = field(default_factory=list)

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def fault(self, key: str, what: str, mend: str) -> None:
        self.faults.append(Fault(path=self.at(key) if key else self.path, what=what, mend=mend))

    def refuse_unknown(self, known: Iterable[str]) -> None:
        for key in self.content:
            if key not in known:
                self.fault(
                    key, f"'{key}' is not in the closed list here.", f"Remove it, or use one of: {', '.join(known)}."
                )

    def children(self, key: str) -> list["Place"]:
        listed = self.content.get(key)
        if not isinstance(listed, Sequence) or isinstance(listed, str) or not listed:
            self.fault(key, "A list with at least one entry is needed.", f"Write '{key}' as a list.")
            return []
        return [
            place for index, entry in enumerate(listed) if (place := self._child(f"{key}[{index}]", entry)) is not None
        ]

    def children_if_any(self, key: str) -> list["Place"]:
        return self.children(key) if key in self.content else []

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, each once; left out: none."""
        value = self.content.get(key, ())
        given = [value] if isinstance(value, str) or not isinstance(value, Sequence) else value
        listed = [each for each in given if isinstance(each, str) and each.strip()]
        if given is not value or len(listed) < len(given) or len(set(listed)) < len(listed):
            self.fault(key, "A list of texts is needed, each once.", "Write them in square brackets.")
        return tuple(dict.fromkeys(listed))

    def _child(self, key: str, entry: object) -> "Place | None":
        if _is_mapping(entry):
            return Place(path=self.at(key), content=entry, faults=self.faults)
        self.fault(key, "An object is needed.", "Write it as an object with named properties.")
        return None

    def text(self, key: str) -> str | None:
        value = self.content.get(key)
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        self.fault(key, "A text is needed.", "Write it in quotation marks, or leave the property out.")
        return None

    def one_of(self, key: str, allowed: Sequence[str], *, otherwise: str) -> str:
        value = self.content.get(key, otherwise)
        if isinstance(value, str) and value in allowed:
            return value
        self.fault(key, f"{value!r} is not in the closed list.", f"Use one of: {', '.join(allowed)}.")
        return otherwise

    def flag(self, key: str) -> bool:
        value = self.content.get(key, False)
        if not isinstance(value, bool):
            self.fault(key, "Only true or false can stand here.", "Write true or false, without quotation marks.")
        return value is True

    def whole_number(self, key: str, *, otherwise: int, lowest: int, highest: int) -> int:
        value = self.content.get(key, otherwise)
        if isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest:
            return value
        self.fault(key, f"{value!r} is not a whole number from {lowest} to {highest}.", "Write such a number.")
        return otherwise

    def whole_number_if_any(self, key: str, *, lowest: int, highest: int) -> int | None:
        if key not in self.content:
            return None
        return self.whole_number(key, otherwise=lowest, lowest=lowest, highest=highest)

    def number(
        self, key: str, *, otherwise: float | None, lowest: float, highest: float = 1_000_000_000
    ) -> float | None:
        value = self.content.get(key, otherwise)
        if value is None or (
            isinstance(value, int | float) and not isinstance(value, bool) and lowest <= value <= highest
        ):
            return value
        mend = f"Write a number from {lowest:g} to {highest:.10g}."
        self.fault(key, f"{value!r} is not a number of the allowed size.", mend)
        return otherwise

    def words(self, key: str, *, languages: tuple[str, ...] | None, is_required: bool = False) -> dict[str, str]:
        """The text in each language; with `languages` none may be missing and none may be added."""
        value = self.content.get(key)
        if value is None and not is_required:
            return {}
        words = self._words(key, {"default": value} if isinstance(value, str) else value)
        for language in languages or ():
            if words and language not in words:
                self.fault(
                    key, f"The text is missing in {language}.", "Add it: the document's title stands in this language."
                )
        for language in words:
            if languages and language not in languages:
                self.fault(key, f"The text stands in {language}, the document's title does not.", "Add that title too.")
        return words

    def words_if_any(self, key: str, *, languages: tuple[str, ...]) -> dict[str, str] | None:
        return self.words(key, languages=languages) or None

    def _words(self, key: str, value: object) -> dict[str, str]:
        if not _is_mapping(value) or not value:
            self.fault(key, "A text is missing.", "Write a text, or an object with a text per language.")
            return {}
        words: dict[str, str] = {}
        for name, text in value.items():
            language = LANGUAGES_BY_NAME.get(name)
            if language is None or language in words:
                known = ", ".join(LANGUAGES_BY_NAME)
                self.fault(
                    f"{key}.{name}", f"'{name}' is not a language here, or stands twice.", f"Use each once: {known}."
                )
            elif not isinstance(text, str) or not text.strip():
                self.fault(
                    f"{key}.{name}", "The text is empty or not a text.", "Write the text, or remove the language."
                )
            else:
                words[language] = text
        return words
