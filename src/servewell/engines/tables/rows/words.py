"""The comments of a row: the customer's words, what the company answered, and the question of the row."""

import html
from collections.abc import Callable, Sequence

from servewell.engines.tables.recipe import CommentRule, PartIs, Split, normal
from servewell.engines.tables.rows.columns import Columns

Comment = tuple[str, str, str | None]
Read = Callable[[Sequence[str], list[Comment], list[str]], None]


def reader(rule: CommentRule, columns: Columns) -> Read:
    """A function that adds what a row says to its comments and replies."""
    where = f"comments.{rule.name}"
    place = columns.answer(rule.column, where=f"{where}.column")
    question_place = columns.place_if(rule.question_column, where=f"{where}.question column")
    longest_blank = max((len(each) for each in rule.blank), default=0)
    name, is_html, blank, splits = rule.name, rule.is_html, rule.blank, rule.splits

    def read(cells: Sequence[str], comments: list[Comment], replies: list[str]) -> None:
        text = cells[place].strip()
        if not text:
            return
        if is_html and "&" in text:
            text = html.unescape(text).strip()
        if "\0" in text:
            text = text.replace("\0", "\ufffd")
        # doubled blanks may make a blank value longer than it is stated
        if blank and len(text) <= 2 * longest_blank and normal(text) in blank:
            return
        if splits:
            text = _cut(text, splits, replies)
        if text:
            question = None if question_place is None else cells[question_place].strip() or None
            comments.append((name, text, question))

    return read


def _cut(text: str, splits: Sequence[Split], replies: list[str]) -> str:
    """The customer's own parts together; those of the company go to ``replies``."""
    begins = sorted((at, len(each.begins), each.part) for each in splits for at in _all_places(text, each.begins))
    own: list[str] = []
    said_from, part = 0, PartIs.COMMENT
    for at, length, next_part in [*begins, (len(text), 0, PartIs.COMMENT)]:
        if at < said_from:
            continue
        piece = text[said_from:at].strip(" \t\r\n:：")
        if piece:
            (replies if part is PartIs.ANSWER else own).append(piece)
        said_from, part = at + length, next_part
    return "\n\n".join(own)


def _all_places(text: str, begins: str) -> list[int]:
    places, at = [], text.find(begins)
    while at >= 0:
        places.append(at)
        at = text.find(begins, at + len(begins))
    return places
