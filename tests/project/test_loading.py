"""While the rooms are loaded nothing looks for garbage, and afterwards it is looked for as before."""

import gc
from collections.abc import Iterator

import django
import pytest

from servewell.project.loading import load


@pytest.fixture(autouse=True)
def _garbage_is_looked_for_after_the_test() -> Iterator[None]:
    yield
    gc.enable()


@pytest.mark.parametrize("was_looking", [True, False])
def test_garbage_is_looked_for_as_before(was_looking: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    meanwhile: list[bool] = []
    monkeypatch.setattr(django, "setup", lambda: meanwhile.append(gc.isenabled()))
    if not was_looking:
        gc.disable()

    load()

    assert (meanwhile, gc.isenabled()) == ([False], was_looking)


def test_garbage_is_looked_for_after_settings_that_are_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise ValueError("no such zone")

    monkeypatch.setattr(django, "setup", refuse)

    with pytest.raises(ValueError, match="no such zone"):
        load()

    assert gc.isenabled()
