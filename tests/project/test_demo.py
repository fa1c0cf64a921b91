"""The demo's stories are found again in its figures, its words fit their marks, and its desk has work to show."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import sqrt
from pathlib import Path

import pytest
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from servewell.base.permissions import HOUSE
from servewell.engines import forms
from servewell.project.checks import all_findings
from servewell.project.demo import history, judging, letters, shelf, story
from servewell.project.demo.shelf import entries, text
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases.selectors import SeenCase, Shelf
from servewell.rooms.customers import selectors as customers
from servewell.rooms.insight import selectors as insight
from servewell.rooms.insight.selectors import Finding
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.people.models import Person
from servewell.rooms.people.rules import MANAGE
from servewell.rooms.standards import selectors as standards
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice import terms
from servewell.rooms.voice.models import Voice
from servewell.rooms.voice.terms import Audience
from tests import emptied

NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)  # a Wednesday afternoon at the customer desk
SEED = 2026

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def told(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Path]:
    """The whole demo, told once for all tests of this file."""
    home = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), override_settings(LAKE_FOLDER=home / "lake"):
        story.tell(home=home, at=NOW, seed=SEED, say=lambda line: None)
        yield home
        emptied.now()


@dataclass(frozen=True)
class Share:
    """Good answers of all answers over some months, with the ends of Wilson's interval."""

    good: int
    n: int

    @property
    def ends(self) -> tuple[float, float]:
        p, z = self.good / self.n, 1.959963984540054
        middle, reach = p + z * z / 2 / self.n, z * sqrt(p * (1 - p) / self.n + z * z / 4 / self.n / self.n)
        return (middle - reach) / (1 + z * z / self.n), (middle + reach) / (1 + z * z / self.n)

    def is_below(self, other: "Share") -> bool:
        return self.ends[1] < other.ends[0]

    def cannot_be_told_from(self, other: "Share") -> bool:
        return not self.is_below(other) and not other.is_below(self)


def share(findings: list[Finding], aspect: str | None, *, since: str = "", until: str = "9") -> Share:
    chosen = [each for each in findings if each.aspect == aspect and since <= each.period < until]
    return Share(good=round(sum(each.value * each.n for each in chosen)), n=sum(each.n for each in chosen))


def measured(unit: str) -> list[Finding]:
    """What employees say of the HR desk, and what customers say of the others."""
    audience = Audience.INTERNAL if unit == "hr-desk" else Audience.EXTERNAL
    return list(insight.measure(viewer=HOUSE, indicator="css", by="month", unit=unit, audience=audience))


def test_station_hotel_keeps_its_promise_except_effective_service_since_june(told: Path) -> None:
    findings = measured("station-hotel")

    for aspect in ("respect", "responsibility", "communication"):
        assert share(findings, aspect, since="2026-06").cannot_be_told_from(share(findings, aspect, until="2026-06"))
    before = share(findings, "effective-service", until="2026-06")
    assert share(findings, "effective-service", since="2026-06").is_below(before)


def test_lakeside_recovers_after_march(told: Path) -> None:
    findings = measured("lakeside-hotel")

    for aspect in (None, "responsibility", "communication"):
        assert share(findings, aspect, until="2026-03").is_below(share(findings, aspect, since="2026-03"))


def test_a_subsidiary_has_a_promise_a_name_and_a_look_of_its_own(told: Path) -> None:
    inn, olivar = (people.unit_for(viewer=HOUSE, power=MANAGE, code=code) for code in ("garden-inn", "olivar-hotel"))

    brand = people.brand_of(unit=inn.pk, on=NOW.date())
    promises = [standards.promise_for(unit=unit.pk, on=NOW.date()) for unit in (inn, olivar)]

    assert brand is not None
    assert (str(brand.name), bool(brand.logo), people.brand_of(unit=olivar.pk, on=NOW.date())) == (
        "Casa Jardín", True, None,
    )  # fmt: skip
    assert [str(each.title) for each in promises if each] == ["Welcome home", "Our promise to you"]


def test_garden_inn_cannot_be_told_from_the_group_by_a_years_answers(told: Path) -> None:
    inn, group = measured("garden-inn"), measured("group")

    for aspect in (None, "respect", "responsibility", "effective-service", "communication"):
        of_inn, of_group = (share(each, aspect, since="2025-12", until="2026-12") for each in (inn, group))
        assert of_inn.cannot_be_told_from(of_group), aspect
        assert of_inn.n < 30


def test_figures_are_those_of_the_voices_that_were_drawn(told: Path) -> None:
    """And since the same seed and moment draw the same voices, they give the same figures."""
    letters_to = Counter(letter.unit for letter in letters.drawn_up(at=NOW))  # none of them says 4 or 5
    drawn = history.drawn(at=NOW, seed=SEED)
    marks = {unit: [int(voice.posted["overall"][0]) for voice in voices] for unit, voices in drawn.items()}  # type: ignore[index]

    assert {unit: share(measured(unit), None) for unit in drawn} == {
        unit: Share(good=sum(mark >= 4 for mark in marks[unit]), n=len(marks[unit]) + letters_to[unit])
        for unit in drawn
    }


def test_every_instrument_of_the_library_is_asked_as_it_is_written(told: Path) -> None:
    books = [shelf.book(f"instruments/{code}") for code in (*judging.ALSO_PUBLISHED, "guest-survey", "mystery-shop")]
    numbers = {each.code: each.number for each in instruments.listed(viewer=HOUSE)}

    for book in books:
        code = text(book["code"])
        number = numbers[code]
        assert number == (2 if code == "mystery-shop" else 1)
        assert instruments.documents_of(viewer=HOUSE, code=code, numbers=[number]) == {number: book["document"]}


def test_the_second_version_of_the_shop_rewords_one_question_and_breaks_the_series_of_another(told: Path) -> None:
    before, after = (instruments.version_numbered(viewer=HOUSE, code="mystery-shop", number=each) for each in (1, 2))

    both = [(before.form.item(item.name), item) for item in after.form.items if before.form.item(item.name)]

    assert [now.name for was, now in both if was and was.title != now.title] == ["listened"]
    assert [now.name for was, now in both if was and not forms.same_scale(was, now)] == ["goodbye"]


def test_shops_tell_who_made_them_and_what_a_dispute_made_of_their_score(told: Path) -> None:
    shops = list(Voice.objects.filter(channel__evidence=terms.Evidence.SHOP.value).order_by("received_at"))
    scores = [instruments.scores_of(response=each.response_id) for each in shops if each.response_id]

    assert [round(each.original.value or 0, 2) for each in scores] == [
        0.97, 0.0, 0.71, 0.94, 0.86, 0.68, 0.79, 1.0, 0.54, 1.0, 0.75, 0.0
    ]  # fmt: skip
    assert [round(each.final.value or 0, 2) for each in scores if each.final] == [0.85]
    assert all(each.gathered_by for each in shops)
    assert [each.item.name for each in instruments.disputes_open(viewer=HOUSE).items] == ["took_on"]


def test_the_company_has_four_figures_and_a_score_that_was_weighed_anew(told: Path) -> None:
    found = {each.code: [len(version.meaning.sources) for version in each.versions] for each in insight.catalogue()}
    (nps,), (ces,) = (
        insight.measure(
            viewer=HOUSE,
            indicator=code,
            by="year",
            unit="harbour-hotel",
            from_on=NOW.date().replace(day=1, month=1),
            until_on=None,
        )[-1:]
        for code in ("nps", "ces")
    )
    scored = insight.measure(viewer=HOUSE, indicator="score", unit="group")
    known = [each for each in scored if each.value is not None]

    assert found == {"ces": [0], "css": [0], "nps": [0], "score": [2, 2]}
    assert (nps.kind, nps.n, ces.kind, ces.n) == ("net-promoters", 141, "top-boxes", 140)
    assert (len(known), len(scored)) == (10, 24)
    assert {each.withheld for each in scored if each.value is None} == {"source-silent"}
    assert {tuple(source.weight for source in each.sources) for each in known} == {(3.0, 1.0)}


def test_guests_answered_the_survey_of_the_library(told: Path) -> None:
    given = Voice.objects.filter(channel__slug="your-stay").order_by("pk").values_list("response", flat=True)
    answers = [instruments.scores_of(response=key).values for key in given if key]

    marks = [each["recommend"] for each in answers]
    found = forms.figure(forms.metric("nps-1"), [mark for mark in marks if isinstance(mark, int | float)])

    assert (len(marks), found.answers, found.value) == (140, 140, 0.5)


def test_the_same_seed_and_moment_draw_the_same_voices_and_another_seed_others() -> None:
    first, second, other = (history.drawn(at=NOW, seed=seed) for seed in (SEED, SEED, SEED + 1))

    assert first == second
    assert first != other


def test_every_comment_is_used_once_and_goes_with_its_marks() -> None:
    tones = {text(one["text"]): one for one in entries(shelf.book("demo/words")["comments"])}
    said = [
        (code, voice, tones[str(voice.posted["words"][0])])  # type: ignore[index]  # a list of texts
        for code, voices in history.drawn(at=NOW, seed=SEED).items()
        for voice in voices
        if "words" in voice.posted and code != "hr-desk"
    ]

    units = {text(unit["code"]): unit for unit in entries(shelf.book("demo/company")["units"])}
    wrong = []
    for code, voice, one in said:
        overall = int(voice.posted["overall"][0])  # type: ignore[index]
        aspect = int(voice.posted[history.ITEMS[text(one["aspect"])]][0])  # type: ignore[index]
        marks = {"praise": (4, 5), "complaint": (1, 2), "mixed": (2, 3, 4)}[text(one["tone"])]
        fits = overall in marks and aspect in marks and one["language"] == voice.language
        if not fits or one.get("unit", code) != code:
            wrong.append((code, voice, one))
    assert wrong == []
    assert len({one["text"] for _, _, one in said}) == len(said)
    fitting = [one for one in tones.values() if one["language"] in {unit["language"] for unit in units.values()}]
    assert len(said) >= 0.8 * len(fitting)


def on_shelf(shelf_of_cases: Shelf) -> list[SeenCase]:
    return list(cases.cases_seen(viewer=HOUSE, shelf=shelf_of_cases).items)


def test_the_desk_has_an_overdue_case_one_due_today_a_new_one_and_a_claim_to_decide(told: Path) -> None:
    due = [(case.due_at.date() - NOW.date()).days for case in on_shelf(Shelf.OPEN)]

    assert due == [-1, 0, 1, 20]
    assert [case.owner for case in on_shelf(Shelf.OPEN)].count(None) == 0


def test_answers_have_left_by_mail_when_they_were_written(told: Path) -> None:
    done = on_shelf(Shelf.DONE)

    assert {case.delivery for case in done} == {"handed-over"}
    asked = 2  # letters of the campaign that has asked
    mondays = 3  # subscribers to Monday's page
    receipts = 5  # complaints and a claim
    assert (len(done), len(list((told / "demo-mail").glob("*.eml")))) == (4, 4 + asked + mondays + receipts)
    for case in done:
        held = cases.case_for(viewer=HOUSE, number=case.number)
        moments = [line.at for line in cases.ledger_of(viewer=HOUSE, case=held)]
        assert moments == sorted(moments)
        assert moments[-1] < held.due_at


def test_a_leader_is_asked_something_that_waits_and_another_is_late(told: Path) -> None:
    asked = {who: cases.inquiries_read_by(viewer=leader(who), at=NOW) for who in ("1101", "1401")}

    assert [[each.due_at < NOW for each in of_one] for of_one in asked.values()] == [[False], [True]]


def leader(staff_number: str) -> Person:
    found = people.person_by_number(number=staff_number)
    assert found is not None
    return found


def test_a_home_is_at_rest_when_its_demo_is_told(told: Path) -> None:
    assert [finding.what for finding in all_findings(at=NOW)] == ["1 case is overdue."]
    assert sorted(file.name for file in told.iterdir()) == ["demo-mail", "demo-sign-ins.json", "lake", "servewell.toml"]
    assert (told / "demo-sign-ins.json").stat().st_mode & 0o777 == 0o600


def test_customers_show_a_pair_that_may_be_one_and_a_campaign_that_asked(told: Path) -> None:
    [pair] = customers.proposals(viewer=HOUSE).items
    campaign = voices.campaigns(viewer=HOUSE).items[-1]
    asked = voices.asked_in(campaign=campaign).items

    assert (pair.one.name, pair.other.name, pair.reasons) == ("Beatriz Lago", "Beatriz Lago", ["same-phone"])
    assert {each.customer.name + ", " + each.address: f"{each.state} {each.reason}".strip() for each in asked} == {
        "Beatriz Lago, beatriz.lago@example.com": "answered",
        "Elena Rivera, elena.rivera@example.com": "asked",
        "Beatriz Lago, b.lago@example.org": "skipped bounced",
        "林梅, lin.mei@example.com": "skipped consent-withdrawn",
    }


@pytest.mark.parametrize("days", range(0, 100, 7))
def test_whatever_the_day_there_is_work_due_and_nothing_arrives_in_the_future(days: int) -> None:
    at = datetime(2026, 11, 15, tzinfo=UTC) + timedelta(days=days, hours=days * 5 % 24)

    drawn_up = letters.drawn_up(at=at)

    assert len(drawn_up) == 8
    assert all(letter.arrived_at < at for letter in drawn_up)
    waiting = [letters._due_at(letter.arrived_at) for letter in drawn_up if not letter.answer]
    assert sum(due_at < at for due_at in waiting) == 1


def test_what_a_host_has_set_outlasts_the_demo(tmp_path: Path) -> None:
    file = tmp_path / "servewell.toml"
    file.write_text("port = 9000\nmail_port = 2525\n", encoding="utf-8")

    story._set_up_mailbox(file)
    story._set_up_mailbox(file)

    assert file.read_text(encoding="utf-8").splitlines() == [
        "port = 9000", "mail_port = 2525", "demo_mailbox = true", 'mail_host = "127.0.0.1"', 'mail_security = "none"'
    ]  # fmt: skip


def test_a_hosts_own_mail_server_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "servewell.toml"
    file.write_text('mail_host = "smtp.example.com"\n', encoding="utf-8")

    story._set_up_mailbox(file)

    assert file.read_text(encoding="utf-8") == 'mail_host = "smtp.example.com"\n'


def test_stories_move_with_the_present() -> None:
    assert [shelf.moved(date(2026, 6, 1), today=date(year, 1, 15)) for year in (2026, 2027, 2028)] == [
        date(2025, 8, 1), date(2026, 8, 1), date(2027, 8, 1)
    ]  # fmt: skip


def test_who_leads_a_unit_tells_what_happened_beside_its_chart(told: Path) -> None:
    found = insight.satisfaction(viewer=HOUSE, look=insight.Look(unit="station-hotel"), at=NOW)

    [said] = found.happened
    assert (said.first_month, said.text) == (date(2026, 6, 1), "Two of three front desks closed for rebuilding")
    assert (said.rule, found.may_explain, bool(found.unexplained)) == ("", True, True)
