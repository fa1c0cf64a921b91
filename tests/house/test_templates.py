"""What the strict policy would block in the browser is caught here, in every template of the house."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src"
TEMPLATES = sorted(path for path in SOURCE.rglob("*.html") if "/templates/" in path.as_posix())
# mail programs know little but inline styles; the other bans hold for mails as well
MAILS = {
    "_mail_alarms.html": ["style attribute"],
    "_mail_chip.html": ["style attribute"],
    "monday_mail.html": ["style attribute", "style element"],
}

FORBIDDEN = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "script without a file": re.compile(r"<script\b(?![^>]*\ssrc\s*=)", re.IGNORECASE),
    "handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "hx-on": re.compile(r"\shx-on[:-]", re.IGNORECASE),
    "foreign address": re.compile(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", re.IGNORECASE),
}


def faults(html: str) -> list[str]:
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(html)]


def test_no_template_holds_what_the_policy_blocks() -> None:
    found = {path.relative_to(SOURCE).as_posix(): faults(path.read_text(encoding="utf-8")) for path in TEMPLATES}

    assert len(found) > 10
    blocked = {path: names for path, names in found.items() if names}
    assert blocked == {f"servewell/web/insight/templates/insight/{name}": names for name, names in MAILS.items()}


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ('<p class="a" style="color: red">', "style attribute"),
        ("<style>p {}</style>", "style element"),
        ("<script>go()</script>", "script without a file"),
        ('<button onclick="go()">', "handler"),
        ('<a href="javascript:go()">', "javascript address"),
        ('<a hx-on:click="go()">', "hx-on"),
        ('<img src="//elsewhere.example/a.png">', "foreign address"),
    ],
)
def test_the_search_would_find_it(html: str, name: str) -> None:
    assert faults(html) == [name]
