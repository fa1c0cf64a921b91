"""The index of customers' words, as far as it has come."""

from django.db.models import QuerySet

from servewell.base import search
from servewell.rooms.voice import terms
from servewell.rooms.voice.models import Comment


def comments_not_indexed() -> QuerySet[Comment]:
    """For this room's own deeds: comments that no search finds yet."""
    return Comment.objects.filter(search.is_missing(name=terms.WORDS, key="voice_comment.id"))


def comments_waiting() -> QuerySet[Comment]:
    """Those that come next: above the highest key in the index, and what ended late a little below it."""
    reached = search.last_key(name=terms.WORDS)
    return comments_not_indexed().filter(pk__gt=reached - terms.LOOKED_OVER_AGAIN)


def words_waiting() -> int:
    """How many comments no search finds yet; ``terms.MOST_COUNTED`` stands for as many or more."""
    return comments_waiting().values("pk")[: terms.MOST_COUNTED].count()
