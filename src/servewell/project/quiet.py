"""The log: one line for each thing that happened, without customers' words and addresses.

Rooms log counts, keys and states only. What other people's code puts into its faults is beyond them (databases quote
the row that they refuse), so addresses and quoted rows are taken out of every line here.
"""

import json
import logging
import re
from datetime import UTC, datetime

ADDRESS = re.compile(r"[^\s@<>()\[\]\"',;:=]+@[^\s@<>()\[\]\"',;:=]+")
PERSONAL_LINK = re.compile(r"/i/[^\s/]+")
QUOTED_ROW = re.compile(r"^\s*DETAIL:.*$", re.MULTILINE)


def without_customers(text: str) -> str:
    shortened = QUOTED_ROW.sub("DETAIL: (left out)", text)
    return PERSONAL_LINK.sub("/i/(token)", ADDRESS.sub("(address)", shortened))


class Line(logging.Formatter):
    """For people: moment, level, where, what."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        return without_customers(super().format(record))


class Document(logging.Formatter):
    """For machines: the same as one JSON document on one line."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "from": record.name,
            "process": record.process,
            "message": without_customers(record.getMessage()),
        }
        if record.exc_info:
            told["fault"] = without_customers(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False)


class WithoutTraceback(logging.Filter):
    """For what strangers do wrong: the line says all, and there is nothing to mend here."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = record.exc_text = None
        return True


def logging_settings(*, as_json: bool) -> dict[str, object]:
    """Django's LOGGING, to standard error: INFO and up; of the queue warnings, of requests only what failed here."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"chosen": {"()": Document if as_json else Line}},
        "filters": {"without_traceback": {"()": WithoutTraceback}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "chosen"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"filters": ["without_traceback"]},
            "mail.log": {"level": "WARNING"},
            "django-q": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        },
    }
