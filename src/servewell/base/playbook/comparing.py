"""What installing does with one thing: by what the playbook wants, what stands, and what it last wrote."""

from enum import StrEnum


class Step(StrEnum):
    """What was changed here since is kept, and told; ``LEFT`` is what a new version no longer has: it stays too."""

    ADD = "add"
    CHANGE = "change"
    SAME = "same"
    LOCAL = "local"
    LEFT = "left"


def step(*, wanted: object, standing: object | None, installed: object | None) -> Step:
    """``standing`` is what holds now, None for nothing; ``installed`` what a playbook last wrote, None for never.

    What a playbook wrote and somebody took away here since is a change of their own.
    """
    if standing is None:
        return Step.ADD if installed is None else Step.LOCAL
    if standing == wanted:
        return Step.SAME
    return Step.CHANGE if standing == installed else Step.LOCAL
