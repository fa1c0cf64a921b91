"""Who would lead whom once a file is done, and what of it cannot be."""

from collections.abc import Iterator, Mapping


def rings(leaders: Mapping[str, str]) -> Iterator[list[str]]:
    """Each ring of people who lead one another, once. ``leaders`` says by number who leads whom."""
    seen: set[str] = set()
    for start in leaders:
        path: dict[str, int] = {}
        one = start
        while one and one not in seen and one not in path:
            path[one] = len(path)
            one = leaders.get(one, "")
        if one in path:
            yield list(path)[path[one] :]
        seen.update(path)
