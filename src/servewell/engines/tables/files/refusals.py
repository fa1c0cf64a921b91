"""A file that cannot be taken in at all: what is wrong, where, and how to mend it."""

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Self


class Why(StrEnum):
    """Stable codes: pages translate by them."""

    UNREADABLE = "unreadable"
    EMPTY = "empty"
    NO_ROWS = "no-rows"
    NO_HEADER = "no-header"
    TOO_MANY_COLUMNS = "too-many-columns"
    UNKNOWN_ENCODING = "unknown-encoding"
    WRONG_ENCODING = "wrong-encoding"
    BAD_SEPARATOR = "bad-separator"
    NOT_A_TABLE = "not-a-table"
    OLD_WORKBOOK = "old-workbook"
    OTHER_WORKBOOK = "other-workbook"
    PASSWORD = "password"  # noqa: S105 - the name of a refusal
    DAMAGED = "damaged"
    BOMB = "inflates-too-much"
    PATH_TRICK = "path-trick"
    NESTED = "nested-archive"
    MEMBER_NOT_FOUND = "member-not-found"
    MEMBER_NOT_NAMED = "member-not-named"
    SHEET_NOT_FOUND = "sheet-not-found"
    SHEET_NOT_NAMED = "sheet-not-named"
    UNSAFE_XML = "unsafe-xml"
    TOO_MUCH_TEXT = "too-much-text"


class FileRefused(Exception):
    """Nothing of the file has been taken in. ``names`` are those a person can choose from, where the choice is open."""

    def __init__(self, why: Why, *, what: str, where: str, mend: str, names: tuple[str, ...] = ()) -> None:
        self.code = why.value
        self.what = what
        self.where = where
        self.mend = mend
        self.names = names
        super().__init__(f"{where}: {what} {mend}")

    def __reduce__(self) -> tuple[Callable[[], Self], tuple[()]]:
        """So that it can go from one process to another."""
        again = partial(type(self), Why(self.code), what=self.what, where=self.where, mend=self.mend, names=self.names)
        return again, ()
