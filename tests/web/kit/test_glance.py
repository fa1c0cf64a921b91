"""Long letters at a glance."""

from servewell.web.kit.glance import opening


def test_long_letters_show_their_first_words() -> None:
    short, long = "Forty minutes.", "word " * 60
    chinese = "等" * 130

    assert opening(short) == short
    assert opening(long) == "word " * 48 + "…"
    assert opening(chinese) == "等" * 120 + "…"
