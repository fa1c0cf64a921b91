"""What stands, as YAML that reads back as exactly the same."""

from collections.abc import Mapping, Sequence

import yaml

from servewell.base.words import CODES, Words

WIDTH = 120
# a text over several lines that holds one of these would not come back from a block as it went in
_QUOTED = ("\r", "\t", "\x85", "\u2028", "\u2029", "\ufeff")


class _Writer(yaml.SafeDumper):
    """Repeats what is the same instead of pointing at it, and sets texts over several lines as people read them."""

    def ignore_aliases(self, data: object) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(writer: yaml.SafeDumper, text: str) -> yaml.Node:
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=_style(text))


def _style(text: str) -> str | None:
    """None lets the writer choose; a quoted text comes back sign by sign, whatever it holds."""
    if any(sign in text for sign in _QUOTED) or text != text.strip():
        return '"'
    if "\n" in text:
        return '"' if any(line != line.strip() for line in text.split("\n")) else "|"
    return None


_Writer.add_representer(str, _text)


def written(document: Mapping[str, object]) -> str:
    """One file. ``document`` holds mappings, lists, texts, numbers, truths and None, in the order of the file."""
    return str(yaml.dump(document, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=WIDTH))


def said_words(words: Words) -> dict[str, str]:
    """A text in its languages, the one that it was written in first; ``Part.words`` reads it back as equal."""
    order: Sequence[str] = (words.source, *(code for code in CODES if code != words.source))
    return {code: words.texts[code] for code in order if words.texts.get(code)}


def stated(**fields: object) -> dict[str, object]:
    """Those of the fields that say something: an entry leaves out what is empty. ``top_boxes`` is ``top-boxes``."""
    return {name.replace("_", "-"): value for name, value in fields.items() if value not in (None, "", [], {})}
