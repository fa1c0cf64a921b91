"""The colours can be read in both themes, and the browser's libraries are named without any address."""

import json
import re
from pathlib import Path

import pytest

KIT = Path(__file__).resolve().parents[3] / "src/servewell/web/kit"
ROOT = KIT.parents[3]
TOKENS = dict(re.findall(r"--([\w-]+): light-dark\((#\w{6}, #\w{6})\)", (KIT / "static/kit/tokens.css").read_text()))

WORDS = [
    (word, ground) for word in ("ink", "muted", "accent", "needs", "bad") for ground in ("paper", "surface", "wash")
]
SOFT = [(tone, f"{tone}-soft") for tone in ("accent", "needs", "bad")]
ON_ACCENT = [
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
    ("accent-deep", "accent-soft"),
    ("ink", "accent-soft"),
]
EDGES = [("edge", "paper"), ("edge", "surface"), ("needs-dot", "surface"), ("accent", "wash")]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(word: str, ground: str, *, theme: int) -> float:
    a, b = (luminance(TOKENS[token].split(", ")[theme]) for token in (word, ground))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_word_can_be_read_on_every_ground(theme: int) -> None:
    faint = [pair for pair in WORDS + SOFT + ON_ACCENT if contrast(*pair, theme=theme) < 4.5]

    assert faint == []


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_edge_that_means_something_can_be_seen(theme: int) -> None:
    faint = [pair for pair in EDGES if contrast(*pair, theme=theme) < 3]

    assert faint == []


def test_the_measure_of_contrast_knows_black_on_white() -> None:
    TOKENS.update(black="#000000, #000000", white="#ffffff, #ffffff")

    assert round(contrast("black", "white", theme=0), 6) == 21


def test_every_icon_that_a_template_or_page_names_is_drawn() -> None:
    drawn = set(re.findall(r'symbol id="(\w+)"', (KIT / "static/kit/icons.svg").read_text()))
    named = set()
    for template in (ROOT / "src").rglob("*.html"):
        named |= set(re.findall(r"""\{% icon ["'](\w+)["'] %\}""", template.read_text()))
    for page in (ROOT / "src/servewell/web").rglob("*.py"):
        named |= set(re.findall(r'icon="(\w+)"', page.read_text()))

    assert named - drawn == set()


def test_the_lock_file_names_no_place_to_fetch_from() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())

    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
