"""One address, a page and an action."""

import pytest
from django.http import HttpRequest, HttpResponse  # noqa: TID251  what a page gets and gives
from django.test import RequestFactory

from servewell.web.kit.access import open_to_everyone, signed_in
from servewell.web.kit.methods import page_and_action


@open_to_everyone
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("page")


@open_to_everyone
def action(request: HttpRequest) -> HttpResponse:
    return HttpResponse("action")


def test_get_looks_and_post_acts_and_nothing_else_is_answered() -> None:
    view, asking = page_and_action(page, action), RequestFactory()
    answers = [view(asking.generic(method, "/")) for method in ("GET", "HEAD", "POST", "DELETE")]

    assert [answer.content for answer in answers] == [b"page", b"page", b"action", b""]
    assert answers[-1].status_code == 405


def test_a_page_and_an_action_for_different_people_cannot_share_an_address() -> None:
    with pytest.raises(ValueError, match="share an address"):
        page_and_action(page, signed_in(action))
