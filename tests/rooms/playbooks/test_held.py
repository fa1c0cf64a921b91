"""Nobody writes what a playbook speaks of between its plan and its last word."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from servewell.base.permissions import HOUSE
from servewell.rooms.people import selectors as people_asked
from servewell.rooms.people import services as people
from servewell.rooms.playbooks import selectors, services
from tests.builders import a_company, words
from tests.rooms.playbooks.test_playbooks import ROLES, a_playbook

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
LONG_ENOUGH_SECONDS = 0.5

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("the_clock_stands")]


def alone(deed: Callable[[], object]) -> None:
    """On a connection of its own."""
    try:
        deed()
    finally:
        connection.close()


def edit() -> None:
    """As the page of roles does: on top of what stands when it is one's turn."""
    people.define_roles(roles=[people.RoleDraft("host", words("Ours"), ("cases.see",))], by=HOUSE, at=NOON)


def install(version: int) -> None:
    book = selectors.read(files=a_playbook(version, a=ROLES.replace("Host", f"Host {version}")), at=NOON)
    services.install(book=book, by=HOUSE, at=NOON)


def install_while(other: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """The second version, while somebody begins the other deed right after the plan was made."""
    plan, begun = selectors.plan, []

    with ThreadPoolExecutor(1) as pool:

        def plan_and_wait(**given: Any) -> selectors.Plan:
            found = plan(**given)
            if not begun:
                begun.append(pool.submit(alone, other))
                with suppress(TimeoutError):
                    begun[0].result(timeout=LONG_ENOUGH_SECONDS)
            return found

        monkeypatch.setattr(selectors, "plan", plan_and_wait)
        install(2)
        each: Future[None]
        for each in begun:
            each.result(timeout=60)


def test_an_edit_that_comes_after_the_plan_is_not_written_over(monkeypatch: pytest.MonkeyPatch) -> None:
    a_company()
    install(1)

    install_while(edit, monkeypatch)

    role = people_asked.role_seen(code="host")
    assert (str(role.title), role.powers) == ("Ours", ("cases.see",))


def test_two_installations_follow_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    a_company()

    install_while(lambda: install(3), monkeypatch)

    assert [(each.code, each.version) for each in selectors.installed(viewer=HOUSE)] == [("mine", 3)]
    assert str(people_asked.role_seen(code="host").title) == "Host 3"


def test_a_plan_that_was_looked_at_is_not_followed_when_it_would_do_something_else() -> None:
    a_company()
    newer = selectors.read(files=a_playbook(3, a=ROLES), at=NOON)
    looked_at = selectors.plan(book=newer, viewer=HOUSE).digest
    edit()

    with pytest.raises(services.PlanChangedMeanwhile):
        services.install(book=newer, by=HOUSE, at=NOON, looked_at=looked_at)
    assert str(people_asked.role_seen(code="host").title) == "Ours"
