"""Each component is whole HTML that can be read aloud, and never a half number."""

import re
from datetime import UTC, datetime

import pytest
from django import forms  # noqa: TID251  a form of the test's own
from django.template import Context, Template
from django.utils import translation

from servewell.web.kit import figures, sparks
from servewell.web.kit.components import (
    Chip,
    Definition,
    Empty,
    Figure,
    LedgerEntry,
    Letter,
    Link,
    NavItem,
    Pager,
    Quote,
    Shell,
    TodoRow,
)
from servewell.web.kit.languages import language_tag
from servewell.web.kit.widgets import Scale


def shown(tag: str, **context: object) -> str:
    html = Template("{% load kit %}" + tag).render(Context(context))
    return " ".join(html.replace(">", "> ").replace("<", " <").split())


def test_a_chip_always_carries_a_word() -> None:
    assert shown("{% chip c %}", c=Chip("late", "bad")) == '<span class="kit-chip kit-chip-bad"> late </span>'


def test_a_figure_shows_interval_count_and_definition_beside_its_number() -> None:
    figure = figures.share_figure(
        label="Satisfied",
        value=0.8462,
        low=0.839,
        high=0.8531,
        n=10412,
        definition=Definition("Satisfied", "Share of 4 and 5.", "2"),
        chip=Chip("better", "accent"),
    )

    assert shown("{% figure f %}", f=figure) == (
        '<div class="kit-figure"> <p class="kit-figure-label"> Satisfied </p> '
        '<p class="kit-figure-value"> 84.6 % </p> '
        '<p class="kit-figure-honest"> <span> between 83.9 and 85.3 </span> <span> 10,412 answers </span> </p> '
        '<details class="kit-definition"> <summary> How this is counted </summary> '
        "<p> Share of 4 and 5. Version 2 </p> </details> "
        '<p class="kit-figure-chip"> <span class="kit-chip kit-chip-accent"> better </span> </p> </div>'
    )


def test_a_figure_without_answers_says_that_nothing_can_be_told_yet() -> None:
    figure = figures.share_figure(label="Satisfied", value=None, low=None, high=None, n=0)

    assert shown("{% figure f %}", f=figure) == (
        '<div class="kit-figure"> <p class="kit-figure-label"> Satisfied </p> '
        '<p class="kit-figure-value kit-figure-none"> Cannot tell yet </p> '
        '<p class="kit-figure-honest"> <span> 0 answers </span> </p> </div>'
    )


def test_an_estimate_stands_in_a_line_with_its_interval() -> None:
    figure = Figure("Satisfied", "84.6 %", "between 83.9 and 85.3", "1 answer")

    assert shown("{% estimate f %}", f=figure) == (
        '<span class="kit-estimate"> <b> 84.6 % </b> <small> <span> between 83.9 and 85.3 </span> '
        "<span> 1 answer </span> </small> </span>"
    )


@pytest.mark.parametrize(
    ("language", "written"), [("en", "10,412.5"), ("zh-hans", "10,412.5"), ("zh-hant", "10,412.5"), ("es", "10 412,5")]
)
def test_numbers_are_grouped_and_rounded_as_the_reader_writes_them(language: str, written: str) -> None:
    with translation.override(language):
        assert figures.number(10412.46, decimals=1).replace("\u00a0", " ") == written


def test_the_ledger_says_its_stages_in_words_and_not_by_colour_alone() -> None:
    entries = (
        LedgerEntry("Received", at=datetime(2026, 11, 20, 9, 12, tzinfo=UTC), detail="by post", url="/voices/1"),
        LedgerEntry("Being investigated", "now", aside="2 of 3"),
        LedgerEntry("Delivered", "todo"),
    )

    assert shown("{% ledger e %}", e=entries) == (
        '<ol class="kit-ledger"> '
        '<li class="kit-ledger-done"> <span class="kit-ledger-says"> <span class="visually-hidden"> Done: </span> '
        '<a href="/voices/1"> Received </a> <small> by post </small> </span> '
        '<time class="kit-ledger-when" datetime="2026-11-20T09:12:00+00:00"> 20 Nov, 09:12 </time> </li> '
        '<li class="kit-ledger-now"> <span class="kit-ledger-says"> <span class="visually-hidden"> Under way: </span> '
        'Being investigated </span> <span class="kit-ledger-when"> 2 of 3 </span> </li> '
        '<li class="kit-ledger-todo"> <span class="kit-ledger-says"> <span class="visually-hidden"> Still to come: '
        "</span> Delivered </span> </li> </ol>"
    )


def test_a_letter_keeps_the_customers_lines_language_and_brackets() -> None:
    letter = Letter("您好，\n\n<b>等了四十分钟。</b>", language="zh-hans", written_by="陈女士", came="By post")

    assert shown("{% letter l %}", l=letter) == (
        '<article class="kit-letter"> <p class="kit-letter-came"> By post </p> '
        '<div class="kit-letter-text" lang="zh-Hans"> <p> 您好， </p> '
        "<p> &lt;b&gt;等了四十分钟。&lt;/b&gt; </p> </div> "
        '<p class="kit-letter-by"> 陈女士 </p> </article>'
    )


def test_a_quote_leads_to_where_the_words_went() -> None:
    quote = Quote("Nobody looked up.", "en", ("Station Hotel", "17 Nov"), Link("case 412", "/cases/412"))

    assert shown("{% quote q %}", q=quote) == (
        '<figure class="kit-quote"> <blockquote lang="en"> <p> Nobody looked up. </p> </blockquote> '
        '<figcaption class="kit-dots"> <span> Station Hotel </span> <span> 17 Nov </span> '
        '<a href="/cases/412"> case 412 </a> </figcaption> </figure>'
    )


def test_a_row_to_do_names_itself_in_its_button() -> None:
    rows = (TodoRow("Pledge", "before Monday", Link("Open", "/pledges/1"), "main"), TodoRow("Seen", chip=Chip("3 / 5")))

    assert shown("{% todo r %}", r=rows) == (
        '<ul class="kit-todo"> <li> <div> <p> Pledge </p> <p class="kit-muted"> before Monday </p> </div> '
        '<a class="btn btn-primary" href="/pledges/1"> Open <span class="visually-hidden"> : Pledge </span> </a> </li> '
        '<li> <div> <p> Seen </p> </div> <span class="kit-chip kit-chip-plain"> 3 / 5 </span> </li> </ul>'
    )


def test_an_empty_page_says_what_is_the_case_and_what_to_do() -> None:
    empty = Empty("Every letter is answered", "The next one will stand here.", Link("See the answers", "/cases"))

    assert shown("{% empty e %}", e=empty) == (
        '<div class="kit-empty"> <svg class="kit-icon" aria-hidden="true" focusable="false"> '
        '<use href="/static/kit/icons.svg#leaf"> </use> </svg> '
        '<p class="kit-empty-says"> Every letter is answered </p> '
        '<p class="kit-muted"> The next one will stand here. </p> '
        '<p> <a class="btn btn-primary" href="/cases"> See the answers </a> </p> </div>'
    )


def test_the_pager_shows_only_the_ways_that_exist() -> None:
    assert shown("{% pager p %}", p=Pager()) == ""
    assert shown("{% pager p %}", p=Pager(older_url="?before=25")) == (
        '<nav class="kit-pager" aria-label="More of this list"> '
        '<a class="btn" rel="next" href="?before=25"> Older </a> </nav>'
    )


class PledgeForm(forms.Form):
    name = forms.CharField(label="Your name", help_text="As on your badge.")
    score = forms.ChoiceField(label="How well?", choices=[("2", "Well"), ("1", "Badly")], widget=Scale)
    agreed = forms.BooleanField(label="I promise", required=False)


def test_help_and_error_are_tied_to_their_field() -> None:
    assert shown("{% field f %}", f=PledgeForm(data={"name": ""})["name"]) == (
        '<div class="kit-field"> <label for="id_name"> Your name </label> '
        '<p class="kit-field-help" id="id_name_helptext"> As on your badge. </p> '
        '<input type="text" name="name" required aria-invalid="true" '
        'aria-describedby="id_name_helptext id_name_error" id="id_name"> '
        '<ul class="errorlist" id="id_name_error"> <li> This field is required. </li> </ul> </div>'
    )


def test_a_scale_is_one_question_with_its_answers_as_labels() -> None:
    assert shown("{% field f %}", f=PledgeForm()["score"]) == (
        '<fieldset class="kit-field kit-field-choices" id="id_score"> <legend> How well? </legend> '
        '<div class="kit-scale"> '
        '<label for="id_score_0"> <input type="radio" name="score" value="2" id="id_score_0" required> '
        "<span> Well </span> </label> "
        '<label for="id_score_1"> <input type="radio" name="score" value="1" id="id_score_1" required> '
        "<span> Badly </span> </label> </div> </fieldset>"
    )


def test_a_tick_stands_before_its_words() -> None:
    assert shown("{% field f %}", f=PledgeForm()["agreed"]) == (
        '<div class="kit-field kit-field-tick"> <label for="id_agreed"> '
        '<input type="checkbox" name="agreed" id="id_agreed"> <span> I promise </span> </label> </div>'
    )


def test_a_spark_is_drawn_with_gaps_and_told_in_words() -> None:
    assert sparks.spark([80.0, None, 90.0], says="up") == (
        '<svg class="kit-spark" viewBox="0 0 96 24" role="img" aria-label="up">'
        '<polyline points="3.0,21.0 93.0,3.0"/><circle cx="93.0" cy="3.0" r="2.5"/></svg>'
    )
    assert sparks.spark([None], says="no answers") == '<span class="kit-muted">no answers</span>'


def test_a_spark_is_cut_where_the_scale_changed() -> None:
    drawn = sparks.spark([80.0, 80.0, 60.0, 60.0], says="cut", cuts=[2])

    assert re.findall(r'<polyline points="([^"]*)"/>', drawn) == ["3.0,3.0 33.0,3.0", "63.0,21.0 93.0,21.0"]


@pytest.mark.parametrize(
    ("code", "tag"), [("en", "en"), ("zh-hans", "zh-Hans"), ("zh-hant", "zh-Hant"), ("pt-br", "pt-BR"), ("es", "es")]
)
def test_a_language_is_named_as_html_names_it(code: str, tag: str) -> None:
    assert language_tag(code) == tag


def test_the_thumb_bar_holds_four_and_more_is_lit_for_the_rest() -> None:
    tabs = tuple(NavItem(name, "/", is_tab=True) for name in "abcde")
    shell = Shell("Hotel", nav=(*tabs, NavItem("f", "/f", is_here=True)))

    assert [item.label for item in shell.tabs] == ["a", "b", "c", "d"]
    assert shell.is_here_hidden
