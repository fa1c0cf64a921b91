"""What is wrong with a document that is no YAML, at the line where a person has to mend it."""

from typing import Final

import yaml

QUOTES_HELP: Final = "Indent with blanks, and put a text that holds a colon or begins with a sign into quotes."
_BRACKETS: Final = {"while parsing a flow sequence": "[", "while parsing a flow mapping": "{"}


def explained(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str, str]:
    """Line, what is wrong, and how to mend it. A sign that is never closed is told where it is opened."""
    mark = error.problem_mark or error.context_mark
    line = 0 if mark is None else int(mark.line) + 1
    opened = _opened_in(error)
    if error.context == "while scanning a quoted scalar" and opened:
        return opened, "A quotation mark is opened here and never closed.", "Close it at the end of the text."
    if quote := _quote_before(text, line):
        what = f"A quotation mark is opened here and closed only in line {line}, where something else stands."
        return quote, what, "Close it at the end of the text, or take it away."
    if _begins_with_tab(text, line):
        return line, "The line begins with a tab.", "Indent with blanks."
    if error.context in _BRACKETS and opened and "did not find expected" in str(error.problem):
        sign = _BRACKETS[error.context]
        what = f"`{sign}` is opened here, and what stands before line {line} does not end with `,` or its end."
        return opened, what, "Close it, or put a comma between two entries."
    return line, f"This is no YAML: {error.problem or error.context}.", QUOTES_HELP


def _opened_in(error: yaml.MarkedYAMLError) -> int:
    return 0 if error.context_mark is None else int(error.context_mark.line) + 1


def _begins_with_tab(text: str, line: int) -> bool:
    lines = text.splitlines()
    beginning = lines[line - 1] if 0 < line <= len(lines) else ""
    return "\t" in beginning[: len(beginning) - len(beginning.lstrip())]


def _quote_before(text: str, line: int) -> int:
    """Where a quoted text begins that goes over several lines and ends in this one; 0 where none does."""
    begun = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.ScalarEvent) and event.style in ("'", '"'):
                ends_here = event.end_mark is not None and int(event.end_mark.line) + 1 == line
                starts = int(event.start_mark.line) + 1 if event.start_mark else line
                begun = starts if ends_here and starts < line else 0
    except yaml.YAMLError:
        return begun
    return 0
