"""What is known before a file is read: units the importer may import for, rows that came in earlier."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from django.db import connection
from django.db.models import Max, QuerySet

from servewell.base.permissions import Actor
from servewell.engines import tables
from servewell.rooms.customers import selectors as customers
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, terms
from servewell.rooms.voice.models import Channel, Import, RowKey

# what a row of these brought is known; a withdrawn or failed one never was
# written out because every batch waits for it: the ORM takes longer to build it than the database to answer
KNOWN = """
SELECT named.key, named.from_import_id FROM voice_rowkey AS named
WHERE named.key {among} AND named.from_import_id IN ({files})
"""
SOME = 10_000
LIVE = (terms.ImportState.TAKING_IN.value, terms.ImportState.SHOWN.value)


def known_units(*, viewer: Actor, unit: int) -> dict[str, tables.KnownUnit]:
    """The units at or below ``unit`` (a key) for which the viewer may import, by code and by each of their names.

    A name that two units share means neither of them.
    """
    inside = set(people.below_now(unit=unit).values_list("unit", flat=True))
    units = [each for each in people.units_seen(viewer=viewer, power=rules.IMPORT) if each.pk in inside]
    known = {each: tables.KnownUnit(each.pk, each.code, each.zone, each.language) for each in units}
    names = [(name, each) for each in units for name in set(each.name.texts.values())]
    shared = Counter(tables.normal(name) for name, _ in names)
    by_name = {tables.normal(name): known[each] for name, each in names if shared[tables.normal(name)] == 1}
    return by_name | {tables.normal(each.code): known[each] for each in units}


def known_voices(*, recipe: str, keys: Sequence[bytes]) -> set[bytes]:
    """Of these keys those that a voice of the recipe has, from whichever file that is in or coming in."""
    channel = Channel.objects.filter(slug=recipe, kind=terms.IMPORT).values_list("pk", flat=True).first()
    return set() if channel is None else set(known_in_channel(channel=channel, keys=keys))


def known_in_channel(*, channel: int, keys: Sequence[bytes]) -> dict[bytes, int]:
    """Of these keys those that a voice has, with the key of the import that brought it."""
    files = list(_files_of(channel)) if keys else []
    if not files:
        return {}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(KNOWN.format(among=f"IN ({_places(keys)})", files=_places(files)), [*keys, *files])
        else:
            cursor.execute(KNOWN.format(among="= ANY(%s)", files=_places(files)), [list(keys), *files])
        return {bytes(key): run for key, run in cursor.fetchall()}


def _files_of(channel: int) -> "QuerySet[Import, int]":
    """The imports of the channel's recipe whose rows have names and count."""
    recipe = Channel.objects.filter(pk=channel, kind=terms.IMPORT).values("slug")
    live = Import.objects.filter(state__in=LIVE, named__gt=0, recipe__recipe__code__in=recipe)
    return live.values_list("pk", flat=True)


def _places(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def first_coming_in(*, recipe: int) -> int | None:
    """Of the files of a recipe that are coming in, the key of the import whose turn it is."""
    coming = Import.objects.filter(recipe__recipe=recipe, state=terms.ImportState.TAKING_IN.value)
    return coming.order_by("turn", "pk").values_list("pk", flat=True).first()


def last_turn(*, recipe: int) -> int:
    """The highest turn that a file of a recipe was given; whoever gives the next one holds the recipe's lock."""
    return Import.objects.filter(recipe__recipe=recipe).aggregate(last=Max("turn"))["last"] or 0


def named_among(*, run: int, keys: Sequence[bytes]) -> set[bytes]:
    """Of these keys those that a row of the import (its key) has."""
    return {bytes(key) for key in RowKey.objects.filter(from_import=run, key__in=keys).values_list("key", flat=True)}


def keys_of(*, run: Import) -> list[bytes]:
    """The names of all rows that came by an import."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM voice_voice WHERE from_import_id = %s AND row IS NOT NULL", [run.pk])
        rows = chain.from_iterable(iter(lambda: cursor.fetchmany(SOME), []))
        return [bytes(key) for (key,) in rows]


def known_encounters(*, keys: Iterable[bytes]) -> dict[bytes, int]:
    """Of these keys those that a recorded encounter has, with its volume."""
    return customers.recorded(keys=keys)
