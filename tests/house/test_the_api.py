"""What the API's document needs of all rooms together."""

from collections import Counter
from collections.abc import Iterator

from ninja import Schema

from servewell.web.home.api.joined import joined


def ours(kind: type[Schema] = Schema) -> Iterator[type[Schema]]:
    for each in kind.__subclasses__():
        if each.__module__.startswith("servewell."):
            yield each
        yield from ours(each)


def test_no_two_schemas_share_a_name() -> None:
    """The document would describe the one by the other, and nothing would say so."""
    assert joined.title == "Servewell"
    named = Counter(each.__name__ for each in set(ours()))

    assert len(named) > 50
    assert [name for name, times in named.items() if times > 1] == []
