"""The pages of customers: found, seen whole, asked or not, merged, corrected, handed out and erased."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.base import jobs as queue
from servewell.base import today
from servewell.base.permissions import HOUSE, Power
from servewell.rooms.cases import rules as cases
from servewell.rooms.cases import selectors as cases_asked
from servewell.rooms.customers import rules, services
from servewell.rooms.customers.models import Correction, Customer, Erasure, Merge, Proposal
from servewell.rooms.people.models import Person
from servewell.rooms.voice import rules as voices
from tests.builders import a_browser, a_channel, a_company, a_person, a_unit, a_voice
from tests.builders.asking import a_campaign, a_list, draw_up
from tests.builders.customers import a_customer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands")]
EVERYTHING = (rules.SEE, rules.KEEP, rules.MERGE, rules.ERASE, voices.READ, cases.SEE)


@pytest.fixture(autouse=True)
def _no_job_is_queued(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "enqueue", lambda **_: None)


def browser_with(*powers: Power) -> Client:
    return a_browser(a_person("Ann", *powers))


def page_of(browser: Client, path: str, status: int = 200) -> object:
    response = browser.get(path)
    assert response.status_code == status
    return response.context["page"] if status == 200 else None


def said(browser: Client, path: str, **posted: object) -> tuple[int, list[str]]:
    """What came of a post: the status, and what the next page or the form says."""
    response = browser.post(path, posted)
    if response.status_code == 303:
        follow = browser.get(response["Location"])
        return 303, [str(message) for message in follow.context["messages"]]
    form = (
        response.context["page"].form if hasattr(response.context["page"], "form") else response.context["page"].merge
    )
    return response.status_code, [text for errors in form.errors.values() for text in errors]


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("", ["Lars Holm", "Elena Vidal"]),
        ("vid", ["Elena Vidal"]),
        (" ELENA@example.com ", ["Elena Vidal"]),
        ("0046 8 5555 0100", ["Lars Holm"]),
        ("elena@", []),
        ("nobody", []),
    ],
)
def test_customers_are_found_by_a_part_of_their_name_or_their_whole_contact(sought: str, found: list[str]) -> None:
    a_customer("elena@example.com", name="Elena Vidal")
    a_customer(phone="+46 8 5555 0100", name="Lars Holm")

    page = page_of(browser_with(rules.SEE), f"/customers?q={sought}")

    assert [row.name for row in page.rows] == found  # type: ignore[attr-defined]


def test_customers_of_other_units_are_neither_listed_nor_there() -> None:
    hotel, inn = a_unit("hotel", under=a_company()), a_unit("inn", under=a_company())
    here, there = a_customer("a@x.org", name="Here", unit=hotel), a_customer("b@x.org", name="There", unit=inn)
    browser = a_browser(a_person("Ann", *EVERYTHING, unit=hotel))

    assert [row.name for row in page_of(browser, "/customers").rows] == ["Here"]  # type: ignore[attr-defined]
    assert [row.name for row in page_of(browser, "/customers?q=b@x.org").rows] == []  # type: ignore[attr-defined]
    paths = ("", "/export", "/correct", "/erase")
    assert [browser.get(f"/customers/{here.pk}{path}").status_code for path in paths] == [200] * 4
    assert [browser.get(f"/customers/{there.pk}{path}").status_code for path in paths] == [404] * 4


def test_who_is_known_elsewhere_too_is_not_erased_by_one_unit() -> None:
    hotel, inn = a_unit("hotel", under=a_company()), a_unit("inn", under=a_company())
    guest = a_customer("a@x.org", unit=hotel)
    services.know_at(pairs=[(guest.pk, inn.pk)])
    browser = a_browser(a_person("Ann", *EVERYTHING, unit=hotel))

    assert [browser.get(f"/customers/{guest.pk}{path}").status_code for path in ("", "/export", "/erase")] == [
        200, 404, 404,
    ]  # fmt: skip


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_and_the_list_cost_as_many_queries_however_much_is_known(number: int, now: datetime) -> None:
    channel = a_channel()
    for each in range(number):
        a_voice(channel, 1, at=now, words=f"Late {each}.", email="elena@example.com")
        services.suppress(
            kind="email", value="elena@example.com", reason=["bounce", "complaint", "opt-out"][each], by=HOUSE, at=now
        )
        other = a_customer(f"{each}@x.org", name="Elena")
    elena = Customer.objects.get(contacts__folded="elena@example.com")
    services.merge(one=elena, other=other, by=HOUSE, at=now)
    browser = browser_with(*EVERYTHING)

    counts = []
    for path in (f"/customers/{elena.pk}", "/customers", "/customers/alike"):
        with CaptureQueriesContext(connection) as queries:
            page_of(browser, path)
        counts.append(len(queries))

    assert counts == [20, 8, 7]


def test_a_customers_page_tells_everything_and_why_they_may_not_be_asked(now: datetime) -> None:
    voice = a_voice(a_channel(), 1, at=now, words="Forty minutes in the line.", email="elena@example.com")
    elena = Customer.objects.get()
    case = cases_asked.case_of_voice(voice=voice.pk, viewer=HOUSE)
    services.suppress(kind="email", value="elena@example.com", reason="bounce", by=HOUSE, at=now)

    page = page_of(browser_with(*EVERYTHING), f"/customers/{elena.pk}")

    assert page.title == f"Customer {elena.pk}, who left no name"  # type: ignore[attr-defined]
    assert [(each.text, each.case.label) for each in page.said] == [  # type: ignore[attr-defined]
        ("Forty minutes in the line.", f"Case {case.pk}")
    ]
    assert [(each.says, each.chip.word, list(each.why)) for each in page.purposes][:2] == [  # type: ignore[attr-defined]
        ("Asking how it was", "No", ["Messages to this contact came back."]),
        ("Publishing their words", "No", ["The customer has not agreed to this yet."]),
    ]
    assert [deed.label for deed in page.deeds] == ["Hand out everything", "Correct", "Erase"]  # type: ignore[attr-defined]
    bare = page_of(browser_with(rules.SEE), f"/customers/{elena.pk}")
    assert (list(bare.said), list(bare.deeds), bare.merge) == ([], [], None)  # type: ignore[attr-defined]
    assert {each.agree for each in bare.purposes} == {None}  # type: ignore[attr-defined]


def test_what_a_customer_says_at_the_desk_is_written_down_with_the_words_they_heard() -> None:
    elena, browser = a_customer(), browser_with(*EVERYTHING)
    path = f"/customers/{elena.pk}/consent"

    refused = browser.post(path, {"purpose": "panel", "is_given": "true", "how": "desk", "wording": " "})
    assert refused.status_code == 422
    assert "consent is always consent to something" in refused.content.decode()
    assert said(browser, path, purpose="panel", is_given="true", how="desk", wording="Join our council.") == (
        303, ["Written down: the customer agrees."],
    )  # fmt: skip
    written = page_of(browser, f"/customers/{elena.pk}").consents[0]  # type: ignore[attr-defined]
    assert (written.says, written.detail) == (
        "Agreed: Inviting them to a council", "“Join our council.”, read out, at the desk",
    )  # fmt: skip
    assert said(browser, path, purpose="panel", how="phone")[0] == 303

    rows = list(elena.consents.order_by("pk").values_list("is_given", "wording", "language", "how"))
    assert rows == [(True, "Join our council.", "en", "desk"), (False, "", "", "phone")]


def test_a_contact_is_used_again_only_with_a_reason(now: datetime) -> None:
    elena, browser = a_customer(), browser_with(*EVERYTHING)
    bounced = services.suppress(kind="email", value="elena@example.com", reason="bounce", by=HOUSE, at=now)
    path = f"/customers/{elena.pk}/lift/{bounced.pk}"

    assert browser.post(path, {"why": ""}).status_code == 422
    assert said(browser, path, why="She wrote from it.")[0] == 303
    assert said(browser, path, why="Again.") == (
        303, ["Somebody lifted this a moment ago; nothing was changed."],
    )  # fmt: skip
    bounced.refresh_from_db()
    assert bounced.why_lifted == "She wrote from it."


def test_two_are_put_before_a_person_who_decides_and_may_undo_it(now: datetime) -> None:
    one, other = a_customer("a@x.org", name="Elena"), a_customer("b@x.org", name="E. Vidal")
    services.propose(pairs={(one.pk, other.pk): ["same-phone", "same-booking"]}, at=now)
    browser = browser_with(*EVERYTHING)
    pair = page_of(browser, "/customers/alike").pairs[0]  # type: ignore[attr-defined]
    assert (pair.one.name, pair.other.name, len(pair.reasons)) == ("Elena", "E. Vidal", 2)

    assert said(browser, pair.accept_url)[0] == 303
    assert said(browser, pair.reject_url)[1] == ["Somebody decided this a moment ago; nothing was changed."]
    led = browser.get(f"/customers/{other.pk}")
    assert (led.status_code, led["Location"]) == (303, f"/customers/{one.pk}")
    merged = page_of(browser, f"/customers/{one.pk}").merged[0]  # type: ignore[attr-defined]
    assert merged.says == "E. Vidal is one person with Elena"

    assert said(browser, merged.undo_url) == (
        303, ["They are two again, each with what came by their own contacts."],
    )  # fmt: skip
    assert browser.get(f"/customers/{other.pk}").status_code == 200
    assert list(page_of(browser, "/customers/alike").pairs) == []  # type: ignore[attr-defined]


MAYBE_ONE = "Perhaps they are one person."
NOBODY = "No customer of yours is found by this. Write their number, or their whole address or telephone number."


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ("", "Write who it is: by their number, e-mail address or telephone number."),
        ("987654321", NOBODY),
        ("9" * 40, NOBODY),
        ("nobody@example.com", NOBODY),
        ("typed@example.com", NOBODY),
        ("own", "This is the same person already."),
    ],
)
def test_who_names_nobody_else_merges_nobody(other: str, says: str) -> None:
    inn = a_unit("inn", under=a_company())
    elena = a_customer(unit=inn)
    services.recognise_many(
        contacts=[services.LeftContact(kind="email", value="typed@example.com", language="en", unit=inn.pk)],
        by=HOUSE,
        at=today.now(),
    )
    browser = a_browser(a_person("Ann", *EVERYTHING, unit=inn))

    came = said(browser, f"/customers/{elena.pk}/merge", other=elena.pk if other == "own" else other)

    assert (came, Merge.objects.count(), Proposal.objects.count()) == ((422, [says]), 0, 0)


def test_another_customer_is_named_by_their_number_or_their_whole_contact() -> None:
    elena, browser = a_customer(), browser_with(*EVERYTHING)
    others = [a_customer("a@x.org"), a_customer(phone="+46 8 5555 0100")]

    for other in (" A@x.org ", "0046 8 5555 0100"):
        assert said(browser, f"/customers/{elena.pk}/merge", other=other)[0] == 303

    assert [Customer.objects.get(pk=each.pk).merged_into for each in others] == [elena, elena]


def test_what_is_wrong_is_corrected_and_the_old_words_are_kept_nowhere() -> None:
    elena, browser = a_customer(name="Elena Widal"), browser_with(*EVERYTHING)
    lars = a_customer("lars@example.com")
    contact = elena.contacts.get()
    path = f"/customers/{elena.pk}/correct"

    assert said(browser, path, name="Elena Vidal", language="es")[0] == 303
    assert browser.post(f"{path}/{contact.pk}", {"value": "elena at home"}).status_code == 422
    taken = browser.post(f"{path}/{contact.pk}", {"value": "Lars@example.com"})
    [shown] = taken.context["page"].contacts
    assert (shown.value, list(shown.form.errors["value"])) == (
        "elena@example.com",
        [f"Customer {lars.pk}, who left no name (number {lars.pk}) is reached by this already. {MAYBE_ONE}"],
    )  # fmt: skip
    assert said(browser, f"{path}/{contact.pk}", value="Elena.V@example.com")[0] == 303
    assert browser.post(f"{path}/{lars.contacts.get().pk}", {"value": "x@example.com"}).status_code == 404

    elena.refresh_from_db()
    contact.refresh_from_db()
    assert (elena.name, elena.language, contact.folded) == ("Elena Vidal", "es", "elena.v@example.com")
    assert list(Correction.objects.order_by("pk").values_list("field", flat=True)) == ["name", "language", "email"]
    assert "Widal" not in str(list(Correction.objects.values()))


def test_everything_is_handed_out_in_one_archive(now: datetime) -> None:
    channel = a_channel()
    voice = a_voice(channel, 5, at=now, words="All well. ¡Gracias!", email="elena@example.com", language="es")
    elena = Customer.objects.get()
    services.let_speak(
        speaker=a_customer("son@example.com", name="Lars"), customer=elena, relation="relative", scope="everything",
        evidence="told", from_on=now.date(), by=HOUSE, at=now,
    )  # fmt: skip
    draw_up(a_campaign(at=now, unit=channel.unit, listed=a_list("email", "elena@example.com")), at=now)

    response = browser_with(*EVERYTHING).get(f"/customers/{elena.pk}/export")

    assert response["Content-Disposition"] == f'attachment; filename="customer-{elena.pk}.zip"'
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        held = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    told = json.loads(held["customer.json"])
    assert told["contacts"] == [{"kind": "email", "value": "elena@example.com"}]
    assert [each["words"][0]["text"] for each in told["voices"]] == ["All well. ¡Gracias!"]
    assert [each["number"] for each in told["cases"]] == [cases_asked.case_of_voice(voice=voice.pk, viewer=HOUSE).pk]
    assert "words=All+well" in held[f"originals/{voice.pk}.txt"]
    assert [(each["speaks"], each["relation"]) for each in told["who speaks for whom"]] == [("Lars", "relative")]
    assert [(each["name"], each["state"]) for each in told["asked by campaigns"]] == [("November", "waiting")]
    read_me = held["READ ME.txt"].splitlines()
    assert (read_me[0], sum("All well. ¡Gracias!" in line for line in read_me)) == ("Todo lo que sabemos de usted", 1)
    assert "  Quiero una respuesta Sí" in read_me


@pytest.fixture
def ann() -> Person:
    return a_person("Ann", *EVERYTHING)


def test_who_erases_sees_before_what_goes_and_types_their_name(
    ann: Person, now: datetime, follow_ups: Callable[[], int]
) -> None:
    voice = a_voice(a_channel(), 1, at=now, words="Late.", email="elena@example.com")
    elena, browser = Customer.objects.get(), a_browser(ann)
    case = cases_asked.case_of_voice(voice=voice.pk, viewer=HOUSE)
    path = f"/customers/{elena.pk}/erase"
    page = page_of(browser, path)
    assert [(each.says, each.number) for each in page.goes] == [  # type: ignore[attr-defined]
        ("contacts", 1), ("texts in the customer's own words", 1),
    ]  # fmt: skip
    assert [link.label for link in page.open_cases] == [f"Case {case.pk}"]  # type: ignore[attr-defined]

    assert said(browser, path, why="asked-for", typed_name="Bob") == (
        422, ["This is not the name you are signed in with. Type your own name."],
    )  # fmt: skip
    assert said(browser, path, why="asked-for", typed_name="ann") == (
        422,
        [f"An answer is still owed in case {case.pk}. Answer first, or say that it ends with this."],
    )
    assert Erasure.objects.count() == 0
    assert said(browser, path, why="asked-for", typed_name="ann", closes_cases="on")[0] == 303
    follow_ups()

    certificate = page_of(browser, f"/erasures/{Erasure.objects.get().pk}")
    assert (certificate.by, certificate.is_whole) == ("Ann", True)  # type: ignore[attr-defined]
    assert [(each.says.split()[0], each.chip.word) for each in certificate.originals] == [  # type: ignore[attr-defined]
        ("Post", "As certified")
    ]
    assert page_of(browser, f"/customers/{elena.pk}").title == f"Erased customer {elena.pk}"  # type: ignore[attr-defined]
    assert [list(page_of(browser, "/customers").rows), browser.post(path, {}).status_code] == [[], 422]  # type: ignore[attr-defined]
    assert said(browser, path, why="asked-for", typed_name="ann")[1] == [
        "This customer was erased a moment ago; nothing was changed."
    ]


def test_no_page_of_cases_or_voices_breaks_over_an_erased_customer(ann: Person, now: datetime) -> None:
    voice = a_voice(a_channel(), 1, at=now, words="Late.", email="elena@example.com")
    case = cases_asked.case_of_voice(voice=voice.pk, viewer=HOUSE)
    services.erase_for_host(customer=Customer.objects.get(), why="by-law", closes_cases=True, at=now)
    browser = a_browser(ann)

    story = browser.get(f"/cases/{case.pk}").content.decode()

    assert "The customer was erased: what was written went with them" in story
    assert "What this customer wrote was erased." in story
    assert browser.get(f"/voices/{voice.pk}").status_code == 200
    assert "Late." not in story + browser.get("/cases?shelf=answered").content.decode()


def test_who_speaks_for_a_customer_stands_on_both_pages_and_beside_the_case(now: datetime) -> None:
    voice = a_voice(a_channel(), 1, at=now, words="Late.", email="mother@example.com")
    mother, son = Customer.objects.get(), a_customer("son@example.com", name="Lars")
    case = cases_asked.case_of_voice(voice=voice.pk, viewer=HOUSE)
    browser, path = browser_with(*EVERYTHING), f"/customers/{mother.pk}/speakers"
    grounds = {"relation": "relative", "scope": "complaints", "evidence": "written"}

    assert browser.post(path, {"speaker": mother.pk, **grounds}).status_code == 422
    assert browser.post(path, {"speaker": "987654321", **grounds}).status_code == 422
    assert browser.post(path, {"speaker": son.pk, "until_on": "2020-01-01", **grounds}).status_code == 422
    assert said(browser, path, speaker=son.pk, **grounds)[0] == 303

    speaker = page_of(browser, f"/customers/{mother.pk}").speakers[0]  # type: ignore[attr-defined]
    assert (speaker.says, speaker.grounds) == (
        "Lars speaks for them", "relative, about complaints, seen: a letter of the customer's",
    )  # fmt: skip
    other = page_of(browser, f"/customers/{son.pk}").speakers[0]  # type: ignore[attr-defined]
    assert (other.says, other.stop_url) == (f"They speak for Customer {mother.pk}, who left no name", "")
    facts = {fact.term: fact.says for fact in page_of(browser, f"/cases/{case.pk}").facts}  # type: ignore[attr-defined]
    assert facts["May speak for them"] == "Lars: relative, about complaints, seen: a letter of the customer's"

    assert said(browser, speaker.stop_url)[0] == 303
    assert "May speak for them" not in browser.get(f"/cases/{case.pk}").content.decode()
