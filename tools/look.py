"""Photograph the product: every page in tools/look.yaml × width × theme × language, onto contact sheets in build/look/.

Run against a server that is up: python tools/look.py http://localhost:8000 [page ...]
"""

import html
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Literal

import yaml
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
TO = ROOT / "build/look"
CHROMIUM = "/usr/bin/chromium"
TALL = 860
SETTLE_MS = 600  # charts draw after the page has loaded
LANGUAGE_COOKIE = "servewell_language"

Theme = Literal["light", "dark"]


class NotAsExpected(Exception):
    """The list of pages or the server is not as the photographs need them."""


@dataclass(frozen=True)
class SignIn:
    at: str
    login: str
    password: str


@dataclass(frozen=True)
class Subject:
    name: str
    path: str
    person: str = ""


@dataclass(frozen=True)
class Light:
    width: int
    theme: Theme
    language: str

    @property
    def words(self) -> str:
        return f"{self.width} {self.theme} {self.language}"


@dataclass(frozen=True)
class Shoot:
    people: dict[str, SignIn]
    subjects: Sequence[Subject]
    lights: Sequence[Light]


def main(arguments: Sequence[str]) -> int:
    if not arguments:
        print("look: say where the server is: python tools/look.py http://localhost:8000", file=sys.stderr)
        return 2
    base, wanted = arguments[0].rstrip("/"), set(arguments[1:])
    try:
        shoot = read(ROOT / "tools/look.yaml")
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            for subject in shoot.subjects:
                if not wanted or subject.name in wanted:
                    _photograph(browser, base, subject, shoot)
    except NotAsExpected as trouble:
        print(f"look: {trouble}", file=sys.stderr)
        return 1
    return 0


def read(path: Path) -> Shoot:
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    lights = product(listed["widths"], listed["themes"], listed["languages"])
    return Shoot(
        people={
            name: SignIn(**{k: os.path.expandvars(v) for k, v in who.items()}) for name, who in listed["people"].items()
        },
        subjects=[Subject(page["name"], page["path"], page.get("as", "")) for page in listed["pages"]],
        lights=[Light(width, theme, language) for width, theme, language in lights],
    )


def _photograph(browser: Browser, base: str, subject: Subject, shoot: Shoot) -> None:
    folder = TO / subject.name
    folder.mkdir(parents=True, exist_ok=True)
    taken = list(_pictures(browser, base, subject, shoot, folder))
    _contact_sheet(browser, subject, taken)
    print(f"{subject.name}: {len(taken)} pictures, {TO.relative_to(ROOT)}/{subject.name}.png")


def _pictures(
    browser: Browser, base: str, subject: Subject, shoot: Shoot, folder: Path
) -> Iterator[tuple[Light, Path, str]]:
    state = _signed_in(browser, base, shoot.people, subject.person)
    for light in shoot.lights:
        context = browser.new_context(
            viewport={"width": light.width, "height": TALL}, color_scheme=light.theme, storage_state=state
        )
        context.add_cookies([{"name": LANGUAGE_COOKIE, "value": light.language, "url": base}])
        page, said = context.new_page(), list[str]()
        _listen(page, said)
        page.goto(base + subject.path)
        page.wait_for_timeout(SETTLE_MS)
        _let_grow(page, light)
        picture = folder / f"{light.words.replace(' ', '-')}.png"
        page.screenshot(path=picture)
        yield light, picture, _faults(page, said)
        context.close()


def _listen(page: Page, said: list[str]) -> None:
    def hear(line: ConsoleMessage) -> None:
        if line.type == "error":
            said.append(line.text)

    page.on("console", hear)


def _let_grow(page: Page, light: Light) -> None:
    """The whole page in one screen: a full-page picture would draw the thumb bar in the middle."""
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": light.width, "height": max(TALL, min(int(tall), 6000))})
    page.wait_for_timeout(150)


def _faults(page: Page, said: Sequence[str]) -> str:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return "; ".join([f"{wide} px too wide"] * (wide > 0) + [text[:160] for text in said if "404" not in text])


def _signed_in(browser: Browser, base: str, people: dict[str, SignIn], person: str) -> Path | None:
    if not person:
        return None
    if person not in people:
        raise NotAsExpected(f"tools/look.yaml names {person!r} in `as`, but not under `people`.")
    kept = TO / f".{person}.json"
    context = browser.new_context()
    _sign_in(context, base, people[person])
    TO.mkdir(parents=True, exist_ok=True)
    context.storage_state(path=kept)
    context.close()
    return kept


def _sign_in(context: BrowserContext, base: str, who: SignIn) -> None:
    page = context.new_page()
    page.goto(base + who.at)
    page.locator("main form input:not([type=hidden])").nth(0).fill(who.login)
    page.locator("main form input[type=password]").first.fill(who.password)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    if page.url.startswith(base + who.at):
        raise NotAsExpected(f"{who.login!r} could not sign in at {who.at}. Is the demo company installed?")


def _contact_sheet(browser: Browser, subject: Subject, taken: Sequence[tuple[Light, Path, str]]) -> None:
    """Chromium itself lays the pictures out, so nothing else is needed to make one of many."""
    cells = "".join(
        f"<figure><img src='{picture.as_uri()}' width='{light.width // 2}'>"
        f"<figcaption>{html.escape(light.words)} <b>{html.escape(faults)}</b></figcaption></figure>"
        for light, picture, faults in taken
    )
    sheet = TO / f"{subject.name}.html"
    sheet.write_text(
        "<!doctype html><meta charset=utf-8><style>body{display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start;"
        "font:13px sans-serif;background:#888;margin:16px}figure{margin:0}b{color:#900}</style>" + cells,
        encoding="utf-8",
    )
    page = browser.new_page(viewport={"width": 1344, "height": 900})
    page.goto(sheet.as_uri())
    page.screenshot(path=TO / f"{subject.name}.png", full_page=True)
    page.close()
    sheet.unlink()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
