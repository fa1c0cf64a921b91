"""What stands behind a figure: how many answers, and which of them their reader may read."""

from dataclasses import dataclass, replace
from datetime import date

from django.db import connection

from servewell.base.permissions import HOUSE, Actor, Power
from servewell.rooms.instruments import facts as instruments
from servewell.rooms.instruments.terms import FEWEST_STEPS
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, terms
from servewell.rooms.voice.selectors.filtering import Filters, filtered
from servewell.rooms.voice.selectors.standing import counted

# the same answers as the lake counts: on a scale, not withdrawn, by the same tree
COUNTED = """
SELECT COUNT(*),
       SUM(CASE WHEN {may_read} THEN 1 ELSE 0 END),
       SUM(CASE WHEN {may_read} AND {has_words} AND {is_open} THEN 1 ELSE 0 END),
       SUM(CASE WHEN voice.hand IN ({others}) THEN 1 ELSE 0 END)
  FROM {voices}
"""
OTHERS = ", ".join(f"'{hand}'" for hand in terms.ANOTHERS_HAND)
IS_OPEN = "NOT EXISTS (SELECT 1 FROM voice_seal AS seal WHERE seal.voice_id = voice.id)"
HAS_WORDS = "EXISTS (SELECT 1 FROM voice_comment AS comment WHERE comment.voice_id = voice.id)"

Value = str | int | float | date


@dataclass(frozen=True)
class Behind:
    """``n`` answers: with words that the viewer may read, without words, and hidden from the viewer.

    To who may read the unit's voices a sealed one is an answer without words: its being there is told by no number.
    ``in_anothers_hand`` of the n were filled in with somebody's help or on the customer's behalf.
    """

    n: int
    with_words: int
    without_words: int
    in_anothers_hand: int = 0

    @property
    def hidden(self) -> int:
        return self.n - self.with_words - self.without_words


def behind(*, viewer: Actor, filters: Filters, sees_figures: Power, narrowest: float) -> Behind | None:
    """The answers that the figure for these filters counts, in one query.

    None where the figure has no unit or no end of days, where words were searched for, or where the viewer may not see
    the unit's figures: to them nothing says how much is hidden. ``narrowest`` is the shortest scale that counts.
    """
    if filters.unit is None or not (filters.from_on and filters.until_on) or filters.words:
        return None
    if not people.may(actor=viewer, power=sees_figures, unit=filters.unit):
        return None
    may_read, reads = _may_read(viewer)
    voices, meant = _voices(filters) if _is_of_the_whole(filters, narrowest) else _answers(filters, narrowest)
    with connection.cursor() as cursor:
        cursor.execute(
            COUNTED.format(
                may_read=may_read, has_words=HAS_WORDS, is_open=_is_open(viewer), others=OTHERS, voices=voices
            ),
            [*reads, *reads, *meant],
        )
        n, readable, with_words, by_others = cursor.fetchone()
    return Behind(
        n=n,
        with_words=with_words or 0,
        without_words=(readable or 0) - (with_words or 0),
        in_anothers_hand=by_others or 0,
    )


def _may_read(viewer: Actor) -> tuple[str, list[Value]]:
    if viewer is HOUSE:
        return "1 = 1", []
    units = people.unit_keys_with(viewer=viewer, power=rules.READ)
    return f"voice.unit_id IN ({units.sql})", list(units.params)


def _is_open(viewer: Actor) -> str:
    return "1 = 1" if viewer is HOUSE else IS_OPEN


def _is_of_the_whole(filters: Filters, narrowest: float) -> bool:
    """Then a voice holds its answer, whatever scale it was given on, and no document need be opened."""
    return not filters.aspect and narrowest < FEWEST_STEPS


def _voices(filters: Filters) -> tuple[str, list[Value]]:
    """All voices there are for these filters, whoever may read them."""
    meant = filtered(counted(), replace(filters, is_counted=True)).values("id", "unit_id", "response_id", "hand")
    sql, values = meant.query.sql_with_params()
    return f"({sql}) AS voice", list(values)


def _answers(filters: Filters, narrowest: float) -> tuple[str, list[Value]]:
    """Their answers to the question of the figure, one by one: under an aspect there may be several."""
    meant = filtered(counted(), replace(filters, aspect=None, band=None, is_counted=False))
    sql, values = meant.values("id", "unit_id", "response_id", "hand").query.sql_with_params()
    said, asked = _conditions(filters, narrowest)
    answered = instruments.answered(vendor=connection.vendor)
    joined = f"({sql}) AS voice JOIN ({answered}) AS answered ON answered.response = voice.response_id"
    return f"{joined} WHERE {' AND '.join(said)}", [*values, *asked]


def _conditions(filters: Filters, narrowest: float) -> tuple[list[str], list[Value]]:
    said = ["ABS(answered.best - answered.worst) >= %s"]
    asked: list[Value] = [narrowest]
    if filters.aspect:
        said.append("answered.aspect = %s")
        asked.append(filters.aspect)
    else:
        said.append("answered.is_overall = 1")
    if filters.band:
        place = "(answered.value - answered.worst) / (answered.best - answered.worst)"
        said += [f"{place} >= %s", f"{place} < %s"]
        asked += terms.BANDS[filters.band]
    return said, asked
