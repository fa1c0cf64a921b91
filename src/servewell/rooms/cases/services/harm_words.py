"""Words suggest harm; and the company says which words."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import record, versions
from servewell.base.permissions import HOUSE, Actor
from servewell.base.words import CODES
from servewell.rooms.cases import rules, selectors, terms
from servewell.rooms.cases.models import HarmLine, HarmMark, HarmWords
from servewell.rooms.cases.services.harming import add_line
from servewell.rooms.cases.terms import Harm, HarmStage, HarmState
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors as voices

if TYPE_CHECKING:
    from django.db.models import QuerySet


class WordsOutOfReach(Exception):
    """A list has at most ``terms.MOST_HARM_WORDS`` words of one kind and language, of 2 to 40 letters; one Chinese sign
    will do. Accents and marks are no letters. ``words`` are those that do not fit, none where there are too many.
    """

    def __init__(self, words: Sequence[str] = ()) -> None:
        self.words = tuple(words)
        wrong = f"not so: {', '.join(map(repr, words))}" if words else "there are more"
        super().__init__(
            f"at most {terms.MOST_HARM_WORDS} words, each of 2 to 40 letters or of one Chinese sign; {wrong}"
        )


@transaction.atomic
def suggest_harm(*, voices_received: Sequence[int], at: datetime) -> list[HarmMark]:
    """Note which of these voices (keys), of the last days, hold words that suggest harm; each kind once for good.

    What a person rejected, marked or lifted is not suggested again, so a second call changes nothing.
    """
    since = (at - timedelta(days=terms.HARM_SUGGESTED_WITHIN_DAYS)).date()
    said = voices.what_was_said(voices=voices_received, since=since, viewer=HOUSE)
    vocabulary = selectors.words_of_harm()
    found: dict[tuple[int, Harm], list[str]] = {}
    for voice, texts in said.items():
        for each in texts:
            held = selectors.suggested_by(text=each.text, language=each.language, vocabulary=vocabulary)
            for kind, words in held.items():
                found[voice, kind] = list(dict.fromkeys([*found.get((voice, kind), []), *words]))
    known = set(HarmMark.objects.filter(voice__in=said).values_list("voice", "kind"))
    return _suggest({each: words for each, words in found.items() if (each[0], each[1].value) not in known}, at)


def _suggest(found: Mapping[tuple[int, Harm], list[str]], at: datetime) -> list[HarmMark]:
    units = {each.key: each.unit for each in voices.asking(voices=sorted({voice for voice, _kind in found}))}
    made = []
    for (voice, kind), words in found.items():
        mark, is_new = HarmMark.objects.get_or_create(
            voice_id=voice, kind=kind, state=HarmState.SUGGESTED, defaults={"unit_id": units[voice], "began_at": at}
        )
        if is_new:
            add_line(mark, HarmStage.SUGGESTED, by=HOUSE, at=at, words=words)
            made.append(mark)
    record.write_many(deed="cases.suggest_harm", things=made, by=HOUSE, at=at)
    return made


def end_suggestions(*, marks: "QuerySet[HarmMark]", by: Actor, at: datetime) -> None:
    """Within the deed by which what the customers said goes: so do the words of it that a line names."""
    named = HarmLine.objects.filter(mark__in=marks.values("pk"), stage=HarmStage.SUGGESTED)
    named.update(detail={})
    waiting = marks.select_for_update(of=("self",)).filter(state=HarmState.SUGGESTED).order_by("pk")
    gone = list(waiting)

    HarmMark.objects.filter(pk__in=[mark.pk for mark in gone]).update(state=HarmState.GONE)
    for mark in gone:
        add_line(mark, HarmStage.GONE, by=by, at=at)
    record.write_many(deed="cases.end_suggestions", things=gone, by=by, at=at)


@transaction.atomic
def set_harm_words(
    *, words: Mapping[Harm, Mapping[str, Sequence[str]]], seen: int, by: Actor, at: datetime
) -> HarmWords:
    """The next version of the company's list, by kind and language; ``seen`` is the version that was changed.

    Raises NotAllowed, unless over the whole company, WordsOutOfReach, PublishedMeanwhile.
    """
    people.require_over_all(actor=by, power=rules.NAME_FOR_HARM)
    listed = {kind.value: {code: _sensible(words[kind].get(code, ())) for code in CODES} for kind in Harm}
    number = versions.next_number(HarmWords.objects.all())
    if number != seen + 1:
        raise versions.PublishedMeanwhile("the list of words was changed meanwhile")
    with versions.written_once(HarmWords.objects.filter(version=number)):
        kept = HarmWords.objects.create(version=number, words=listed, published_at=at, published_by=by.actor_key)
    record.write(deed="cases.set_harm_words", thing=kept, by=by, at=at)
    return kept


def _sensible(words: Sequence[str]) -> list[str]:
    plain = list(dict.fromkeys(" ".join(word.split()) for word in words if word.strip()))
    if wrong := [word for word in plain if not _fits(word)]:
        raise WordsOutOfReach(wrong)
    if len(plain) > terms.MOST_HARM_WORDS:
        raise WordsOutOfReach
    return plain


def _fits(word: str) -> bool:
    """By the letters that are compared: where none are left, every letter of every customer would hold it."""
    letters = selectors.letters_of(word=word)
    shortest = 2 if letters.isascii() else 1
    return len(letters) >= shortest and len(word) <= terms.LONGEST_HARM_WORD
