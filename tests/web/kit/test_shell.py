"""The shell around the pages: paid for only where it is shown, and never in the way of bad news."""

import re
from dataclasses import dataclass

import pytest
from django.http import HttpRequest  # noqa: TID251  what a page gets
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from pytest_django import Settings

from servewell.web.kit import context, render
from servewell.web.kit.components import LanguageChoice, NavItem, Shell

asked: list[str] = []


class TheDatabaseIsGone(Exception):
    pass


def broken_shell(request: HttpRequest) -> Shell:
    raise TheDatabaseIsGone


def counted_shell(request: HttpRequest) -> Shell:
    asked.append(request.path)
    nav = (
        NavItem("My day", "/", "day", 2, is_tab=True),
        NavItem("Team", "/team", "people", is_here=True, group="People"),
    )
    return context.shell_with(request, nav=nav, person_name="Chen Xiao", brand="Harbour Group")


@dataclass(frozen=True)
class Plain:
    title: str


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("403.html", "This is not yours to do"),
        ("403_csrf.html", "This page stood open too long"),
        ("404.html", "There is nothing here"),
        ("500.html", "Something broke on our side"),
        ("503.html", "We cannot write this down just now"),
    ],
)
@pytest.mark.parametrize("request_", [None, RequestFactory().get("/cases/412")], ids=["bare", "with a request"])
def test_bad_news_is_told_without_a_database(
    template: str, says: str, request_: HttpRequest | None, settings: Settings
) -> None:
    settings.SERVEWELL_NAV = f"{__name__}.broken_shell"

    html = render_to_string(template, request=request_)

    assert re.findall(r"<title>(.*?)</title>", html) == [says]
    assert re.findall(r"<h1>(.*?)</h1>", html) == [says]


def test_a_fragment_does_not_pay_for_the_shell(settings: Settings) -> None:
    settings.SERVEWELL_NAV = f"{__name__}.counted_shell"
    asked.clear()

    response = render.fragment(RequestFactory().get("/piece"), "kit/_pager.html", status=422, pager=None)

    assert (response.status_code, asked) == (422, [])


def test_a_page_asks_for_its_shell_once(settings: Settings) -> None:
    settings.SERVEWELL_NAV = f"{__name__}.counted_shell"
    asked.clear()

    with translation.override("zh-hant"):
        response = render.page(RequestFactory().get("/team?unit=2"), "kit/desk.html", Plain("Who is here"))
    html = response.content.decode()

    assert asked == ["/team"]
    assert re.findall(r"<title>(.*?)</title>", html) == ["Who is here · Harbour Group"]
    assert re.findall(r'<html lang="(.*?)">', html) == ["zh-Hant"]
    assert html.count("<main") == 1
    assert re.findall(r'<a href="([^"]*)" aria-current="page">', html) == ["/team", "/team"]  # rail, and under "more"


def test_the_shell_offers_each_language_in_its_own_name() -> None:
    with translation.override("zh-hans"):
        shell = context.shell_with(RequestFactory().get("/cases?state=open"))

    assert shell == Shell(
        brand="Servewell",
        languages=(
            LanguageChoice("en", "en", "English"),
            LanguageChoice("zh-hans", "zh-Hans", "简体中文", is_here=True),
            LanguageChoice("zh-hant", "zh-Hant", "繁體中文"),
            LanguageChoice("es", "es", "Español"),
        ),
        next_url="/cases?state=open",
    )


def test_after_a_post_the_browser_looks_elsewhere_with_get(settings: Settings) -> None:
    settings.ROOT_URLCONF = "servewell.web.kit.urls"

    response = render.to_page("style_guide")

    assert (response.status_code, response["Location"]) == (303, "/kit/")


def test_the_style_guide_is_not_there_for_customers(settings: Settings) -> None:
    from django.test import Client

    settings.ROOT_URLCONF = "servewell.web.kit.urls"
    settings.SERVEWELL_NAV = ""
    settings.WHITENOISE_AUTOREFRESH = True  # no files are collected here
    settings.SHOW_KIT = False

    assert [Client().get(path).status_code for path in ("/kit/", "/kit/plain")] == [404, 404]
