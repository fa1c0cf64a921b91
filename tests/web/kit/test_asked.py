"""A list's address holds whatever somebody typed into it."""

import pytest
from django.test import RequestFactory

from servewell.web.kit.asked import key_asked_for


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("412", 412), ("0", 0), ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("-1", None), ("1.5", None), (" 1", None), ("", None), ("x", None), ("٤١٢", None), ("²", None),
    ],
)  # fmt: skip
def test_a_key_is_a_number_that_a_database_can_hold(typed: str, key: int | None) -> None:
    assert key_asked_for(RequestFactory().get("/cases", {"before": typed}), "before") == key


def test_who_asks_for_no_place_gets_the_first_page() -> None:
    assert key_asked_for(RequestFactory().get("/cases"), "before") is None
