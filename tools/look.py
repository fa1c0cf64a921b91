"""Photograph the product: every page in tools/look.yaml × width × theme × language, onto contact sheets in build/look/.

A demo company is made and served for it. Without arguments all pages are taken, with names (`look.py case survey`)
those. A server that is up already is named by SERVEWELL_BASE_URL, with its home in SERVEWELL_HOME.
"""

import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

import browser as browsers
import yaml
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, StorageState, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "tools/look.yaml"
TO = ROOT / "build/look"
BASE = os.environ.get("SERVEWELL_BASE_URL", "http://localhost:8000").rstrip("/")
SIGN_INS = Path(os.environ.get("SERVEWELL_HOME", ROOT / ".home")) / "demo-sign-ins.json"
SIGN_IN_PATH = "/accounts/login/"
LANGUAGE_COOKIE = "servewell_language"
TALL, TALLEST = 860, 6000
PATIENCE_MS = 20_000  # a file is taken in by the worker
SETTLE_MS = 600  # charts draw after the page has loaded

Theme = Literal["light", "dark"]


class NotAsExpected(Exception):
    """The list of pages or the server is not as the photographs need them."""


@dataclass(frozen=True)
class Step:
    """What leads from one page to the next: a link, a button, a file or a text to be given first."""

    kind: Literal["follow", "press", "give", "write", "note", "wait"]
    selector: str
    value: str = ""


@dataclass(frozen=True)
class Subject:
    """``shows`` is the route that the steps must lead to; ``after`` names the subject where they begin."""

    name: str
    path: str = ""
    number: str = ""
    after: str = ""
    steps: tuple[Step, ...] = ()
    shows: str = ""

    def is_shown_by(self, path: str) -> bool:
        pattern = re.sub("<int:[a-z]+>", "[0-9]+", re.sub("<str:[a-z]+>", "[^/]+", self.shows))
        return not self.shows or re.fullmatch("/" + pattern, urlsplit(path).path) is not None


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
    subjects, lights = read(LIST)
    unknown = set(wanted) - {subject.name for subject in subjects}
    if unknown:
        print(f"look: tools/look.yaml knows no page {', '.join(sorted(unknown))}.", file=sys.stderr)
        return 2
    asked = [subject for subject in subjects if not wanted or subject.name in wanted]
    failed = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browsers.CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        studio = Studio(browser, {subject.name: subject for subject in subjects})
        for count, subject in enumerate(asked, start=1):
            print(f"{count}/{len(asked)} ", end="", flush=True)
            if not _shot(studio, subject, lights):
                failed.append(subject.name)
    print(f"look: {len(asked) - len(failed)} of {len(asked)} pages are in {TO.relative_to(ROOT)}", flush=True)
    if failed:
        print(f"look: not photographed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def read(path: Path) -> tuple[Sequence[Subject], Sequence[Light]]:
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    lights = product(listed["widths"], listed["themes"], listed["languages"])
    return [_subject(each) for each in listed["pages"]], [Light(*each) for each in lights]


def _subject(listed: Mapping[str, Any]) -> Subject:
    steps = tuple(_step(step) for step in listed.get("steps", ()))
    texts = {field: listed.get(field, "") for field in ("name", "path", "after", "shows")}
    return Subject(**texts, number=listed.get("as", ""), steps=steps)


def _step(listed: Mapping[str, Any]) -> Step:
    [(kind, said)] = listed.items()
    selector, value = said if isinstance(said, list) else (said, "")
    return Step(kind, selector, value)


def _shot(studio: "Studio", subject: Subject, lights: Sequence[Light]) -> bool:
    """One page that fails does not keep the others from being seen."""
    try:
        pictures = list(studio.pictures(subject, lights))
    except (NotAsExpected, Error) as trouble:
        print(f"{subject.name}: {str(trouble).splitlines()[0]}", flush=True)
        return False
    studio.contact_sheet(subject.name, pictures)
    print(f"{subject.name}: {len(pictures)} pictures in {TO.relative_to(ROOT)}/{subject.name}.png", flush=True)
    for picture in pictures:
        for fault in picture.faults:
            print(f"  {picture.light.words}: {fault}")
    return True


class Studio:
    """One browser, who has signed in so far, and where the steps of a subject have led: they are gone once."""

    def __init__(self, browser: Browser, subjects: Mapping[str, Subject]) -> None:
        self.browser = browser
        self.subjects = subjects
        self.signed_in: dict[str, StorageState] = {}
        self.reached: dict[str, str] = {}
        self.noted = ""

    def pictures(self, subject: Subject, lights: Sequence[Light]) -> Iterator[Picture]:
        path = self.path_of(subject)
        state = self._state_of(subject.number) if subject.number else None
        (TO / subject.name).mkdir(parents=True, exist_ok=True)
        for light in lights:
            context = self.browser.new_context(
                viewport={"width": light.width, "height": TALL}, color_scheme=light.theme, storage_state=state
            )
            context.add_cookies([{"name": LANGUAGE_COOKIE, "value": light.language, "url": BASE}])
            yield _picture(context, TO / subject.name, path, light)
            context.close()

    def path_of(self, subject: Subject) -> str:
        if subject.name not in self.reached:
            begin = self.path_of(self.subjects[subject.after]) if subject.after else subject.path
            self.reached[subject.name] = self._walked(subject, begin) if subject.steps else begin
        return self.reached[subject.name]

    def _walked(self, subject: Subject, begin: str) -> str:
        context = self.browser.new_context(storage_state=self._state_of(subject.number) if subject.number else None)
        page = context.new_page()
        page.goto(BASE + begin)
        for step in subject.steps:
            self.noted = _go(page, step, self.noted)
        path = page.url.removeprefix(BASE)
        context.close()
        if not subject.is_shown_by(path):
            raise NotAsExpected(f"{path} is not {subject.shows}. Look at its steps in tools/look.yaml.")
        return path

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


def _picture(context: BrowserContext, folder: Path, path: str, light: Light) -> Picture:
    page, said = context.new_page(), list[str]()

    def hear(line: ConsoleMessage) -> None:
        if line.type == "error" and "404" not in line.text:
            said.append(line.text[:200])

    page.on("console", hear)
    page.goto(BASE + path)
    page.wait_for_timeout(SETTLE_MS)
    _let_grow(page, light)
    file = folder / f"{light.words.replace(' ', '-')}.png"
    page.screenshot(path=file)
    return Picture(light, file, [*_too_wide(page), *said])


def _go(page: Page, step: Step, noted: str) -> str:
    """Returns what is noted afterwards."""
    there = page.locator(step.selector).first
    try:
        there.wait_for(state="attached", timeout=PATIENCE_MS)
    except Error:
        raise NotAsExpected(f"{page.url} holds no {step.selector}. Is the demo company installed?") from None
    match step.kind:
        case "follow":
            page.goto(urljoin(page.url, str(there.get_attribute("href"))))
        case "give":
            there.set_input_files(ROOT / step.value)
        case "write":
            there.fill(step.value.replace("{noted}", noted))
        case "note":
            return there.inner_text().strip()
        case "press":
            with page.expect_navigation():
                there.click()
    return noted


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
    browsers.is_here()
    look = main if "SERVEWELL_BASE_URL" in os.environ else of_a_demo_of_its_own
    sys.exit(look(sys.argv[1:]))
