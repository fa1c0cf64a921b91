"""What the pages of a host show: how the home stands, as the project finds it out."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Finding:
    """What is wrong with the home, and how to mend it: what ``servewell check`` says, in the reader's language."""

    what: str
    mend: str


@dataclass(frozen=True)
class Backup:
    """``size`` in bytes; ``archive`` is a file's name without its folder."""

    made_at: datetime
    archive: str
    size: int


@dataclass(frozen=True)
class State:
    """How a home stands at a moment. ``due`` is when the most belated job of the schedule was due, ``behind_since``
    since when figures wait; ``free`` and ``size`` are bytes of the disk that holds the home.
    """

    at: datetime
    version: str
    database: str
    follow_ups: int
    given_up: int
    queued: int
    failed: int
    due: datetime | None
    behind_since: datetime | None
    free: int
    size: int
    backup: Backup | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Row:
    label: str
    value: str
    is_bad: bool = False


@dataclass(frozen=True)
class Host:
    title: str
    line: str
    findings: tuple[Finding, ...]
    rows: tuple[Row, ...]


def state(*, at: datetime, with_findings: bool) -> State:
    """Few questions; the words of the findings cost some twenty more."""
    found = import_string(settings.SERVEWELL_STATE)(at=at, with_findings=with_findings)
    assert isinstance(found, State)
    return found
