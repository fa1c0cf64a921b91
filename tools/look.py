"""Photograph the product: every page in tools/look.yaml × width × theme × language, onto contact sheets in build/look/.

A demo company is made and served for it. Without arguments all pages are taken, with names (`look.py case survey`)
those. A server that is up already is named by SERVEWELL_BASE_URL, with its home in SERVEWELL_HOME.
"""

import html
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Literal

import yaml
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, StorageState, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
TO = ROOT / "build/look"
BASE = os.environ.get("SERVEWELL_BASE_URL", "http://localhost:8000").rstrip("/")
SIGN_INS = Path(os.environ.get("SERVEWELL_HOME", ROOT / ".home")) / "demo-sign-ins.json"
SIGN_IN_PATH = "/accounts/login/"
LANGUAGE_COOKIE = "servewell_language"
CHROMIUM = "/usr/bin/chromium"
TALL, TALLEST = 860, 6000
SETTLE_MS = 600  # charts draw after the page has loaded

Theme = Literal["light", "dark"]


class NotAsExpected(Exception):
    """The list of pages or the server is not as the photographs need them."""


@dataclass(frozen=True)
class Subject:
    name: str
    path: str
    number: str = ""
    follow: str = ""


@dataclass(frozen=True)
class Light:
    width: int
    theme: Theme
    language: str

    @property
    def words(self) -> str:
        return f"{self.width} {self.theme} {self.language}"


@dataclass(frozen=True)
class Picture:
    light: Light
    file: Path
    faults: Sequence[str]


def main(wanted: Sequence[str]) -> int:
    subjects, lights = read(ROOT / "tools/look.yaml")
    unknown = set(wanted) - {subject.name for subject in subjects}
    if unknown:
        print(f"look: tools/look.yaml knows no page {', '.join(sorted(unknown))}.", file=sys.stderr)
        return 2
    failed = 0
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        studio = Studio(browser)
        for subject in subjects:
            if not wanted or subject.name in wanted:
                failed += not _shot(studio, subject, lights)
    return 1 if failed else 0


def read(path: Path) -> tuple[Sequence[Subject], Sequence[Light]]:
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    subjects = [Subject(p["name"], p["path"], p.get("as", ""), p.get("follow", "")) for p in listed["pages"]]
    return subjects, [Light(*each) for each in product(listed["widths"], listed["themes"], listed["languages"])]


def _shot(studio: "Studio", subject: Subject, lights: Sequence[Light]) -> bool:
    """One page that fails does not keep the others from being seen."""
    try:
        pictures = list(studio.pictures(subject, lights))
    except (NotAsExpected, Error) as trouble:
        print(f"{subject.name}: {str(trouble).splitlines()[0]}", file=sys.stderr)
        return False
    studio.contact_sheet(subject.name, pictures)
    print(f"{subject.name}: {len(pictures)} pictures in {TO.relative_to(ROOT)}/{subject.name}.png")
    for picture in pictures:
        for fault in picture.faults:
            print(f"  {picture.light.words}: {fault}")
    return True


class Studio:
    """One browser, and who has signed in so far."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.signed_in: dict[str, StorageState] = {}

    def pictures(self, subject: Subject, lights: Sequence[Light]) -> Iterator[Picture]:
        state = self._state_of(subject.number) if subject.number else None
        (TO / subject.name).mkdir(parents=True, exist_ok=True)
        for light in lights:
            context = self.browser.new_context(
                viewport={"width": light.width, "height": TALL}, color_scheme=light.theme, storage_state=state
            )
            context.add_cookies([{"name": LANGUAGE_COOKIE, "value": light.language, "url": BASE}])
            yield _picture(context, subject, light)
            context.close()

    def _state_of(self, number: str) -> StorageState:
        if number not in self.signed_in:
            context = self.browser.new_context()
            _sign_in(context, number, _secrets())
            self.signed_in[number] = context.storage_state()
            context.close()
        return self.signed_in[number]

    def contact_sheet(self, name: str, pictures: Sequence[Picture]) -> None:
        """Chromium itself lays the pictures out, so nothing else is needed to make one of many."""
        sheet = TO / f"{name}.html"
        sheet.write_text(SHEET + "".join(_cell(picture) for picture in pictures), encoding="utf-8")
        page = self.browser.new_page(viewport={"width": 1344, "height": 600})
        page.goto(sheet.as_uri())
        page.screenshot(path=TO / f"{name}.png", full_page=True)
        page.close()
        sheet.unlink()


SHEET = (
    "<!doctype html><meta charset=utf-8><style>body{display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start;"
    "font:13px sans-serif;background:#999;margin:16px}figure{margin:0}b{color:#900}</style>"
)


def _cell(picture: Picture) -> str:
    faults = html.escape("; ".join(picture.faults))
    return (
        f"<figure><img src='{picture.file.as_uri()}' width='{picture.light.width // 2}'>"
        f"<figcaption>{picture.light.words} <b>{faults}</b></figcaption></figure>"
    )


def _picture(context: BrowserContext, subject: Subject, light: Light) -> Picture:
    page, said = context.new_page(), list[str]()

    def hear(line: ConsoleMessage) -> None:
        if line.type == "error" and "404" not in line.text:
            said.append(line.text[:200])

    page.on("console", hear)
    page.goto(BASE + subject.path)
    _follow(page, subject)
    page.wait_for_timeout(SETTLE_MS)
    _let_grow(page, light)
    file = TO / subject.name / f"{light.words.replace(' ', '-')}.png"
    page.screenshot(path=file)
    return Picture(light, file, [*_too_wide(page), *said])


def _follow(page: Page, subject: Subject) -> None:
    if not subject.follow:
        return
    link = page.locator(subject.follow).first
    if not link.count():
        raise NotAsExpected(f"{subject.path} holds no {subject.follow}. Is the demo company installed?")
    page.goto(BASE + "/" + str(link.get_attribute("href")).removeprefix(BASE).lstrip("/"))


def _let_grow(page: Page, light: Light) -> None:
    """The whole page in one screen: a full-page picture would draw the thumb bar in the middle."""
    tall = int(page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": light.width, "height": max(TALL, min(tall, TALLEST))})
    page.wait_for_timeout(150)


def _too_wide(page: Page) -> Sequence[str]:
    by = int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
    return [f"{by} px too wide"] if by > 0 else []


def _secrets() -> Mapping[str, str]:
    if not SIGN_INS.exists():
        raise NotAsExpected(f"{SIGN_INS} is missing. Install the demo company with `servewell demo`.")
    return {row["number"]: row["secret"] for row in json.loads(SIGN_INS.read_text(encoding="utf-8"))}


def _sign_in(context: BrowserContext, number: str, secrets: Mapping[str, str]) -> None:
    if number not in secrets:
        raise NotAsExpected(f"The demo has no sign-in for {number}. Look at `as` in tools/look.yaml.")
    page = context.new_page()
    page.goto(BASE + SIGN_IN_PATH)
    form = page.locator("form", has=page.locator("input[type=password]"))
    form.locator("input[name=login]").fill(number)
    form.locator("input[type=password]").fill(secrets[number])
    form.locator("button[type=submit]").first.click()
    page.wait_for_load_state()
    if page.url.startswith(BASE + SIGN_IN_PATH):
        raise NotAsExpected(f"{number} could not sign in at {SIGN_IN_PATH}: does the server use {SIGN_INS.parent}?")


def of_a_demo_of_its_own(wanted: Sequence[str]) -> int:
    """Serve a fresh demo as long as it takes, and photograph that."""
    sys.path.insert(0, str(ROOT))
    from bench.served import served

    with served(show_kit="true") as house:
        environment = {
            **os.environ,
            **house.environment,
            "SERVEWELL_BASE_URL": house.base.replace("127.0.0.1", "localhost"),
        }
        return subprocess.run([sys.executable, __file__, *wanted], env=environment, check=False).returncode


if __name__ == "__main__":
    look = main if "SERVEWELL_BASE_URL" in os.environ else of_a_demo_of_its_own
    sys.exit(look(sys.argv[1:]))
