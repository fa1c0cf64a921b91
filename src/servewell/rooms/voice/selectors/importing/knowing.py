"""What is known before a file is read: units the importer may import for, rows that came in earlier."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import QuerySet

from servewell.base.permissions import Actor
from servewell.engines import tables
from servewell.rooms.customers import selectors as customers
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, terms
from servewell.rooms.voice.models import Channel, Import, Voice

# what a row of these brought is known; a withdrawn or failed one never was
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


def known_voices(*, recipe: str, keys: Iterable[bytes]) -> set[bytes]:
    """Of these keys those that a voice of the recipe has, from whichever file that is in or coming in."""
    return _found(Channel.objects.filter(slug=recipe, kind=terms.IMPORT), keys)


def known_in_channel(*, channel: int, keys: Iterable[bytes]) -> set[bytes]:
    return _found(Channel.objects.filter(pk=channel), keys)


def _found(channels: QuerySet[Channel], keys: Iterable[bytes]) -> set[bytes]:
    live = Import.objects.filter(state__in=LIVE).values("pk")
    found = Voice.objects.filter(key__in=list(keys), channel__in=channels.values("pk"), from_import__in=live)
    return {bytes(key) for key in found.values_list("key", flat=True) if key is not None}


def known_encounters(*, keys: Iterable[bytes]) -> dict[bytes, int]:
    """Of these keys those that a recorded encounter has, with its volume."""
    return customers.recorded(keys=keys)
