"""The index of customers' words, as far as it has come."""

from django.db.models import QuerySet

from servewell.base import search
from servewell.rooms.voice import terms
from servewell.rooms.voice.models import Comment


def words_not_indexed() -> QuerySet[Comment]:
    """For this room's own deeds: comments that no search finds yet."""
    return Comment.objects.filter(search.is_missing(name=terms.WORDS, key="voice_comment.id"))


def words_waiting_after(*, after: int | None = None) -> QuerySet[Comment]:
    """The comments that come next: above the highest in the index, and what ended late a little below it."""
    if after is None:
        after = search.last_key(name=terms.WORDS) - terms.LOOKED_OVER_AGAIN
    return words_not_indexed().filter(pk__gt=after)


def words_waiting() -> int:
    """How many comments no search finds yet; ``terms.MOST_COUNTED`` stands for as many or more."""
    return words_waiting_after().values("pk")[: terms.MOST_COUNTED].count()
