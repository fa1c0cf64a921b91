"""A voice speaks of harm: who is told, who may read it, by when it is dealt with, and how it is lifted."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from pytest_django import Settings

from servewell.base import bus, holding, today
from servewell.base.models import FollowUp
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.base.versions import PublishedMeanwhile
from servewell.rooms.cases import rules, selectors, services, terms
from servewell.rooms.cases.models import Case, HarmLine, HarmMark, HarmTold, LedgerLine
from servewell.rooms.cases.terms import Harm, HarmStage, HarmState, ToldAs
from servewell.rooms.customers import rules as customer_rules
from servewell.rooms.customers import services as customers
from servewell.rooms.customers import terms as customer_terms
from servewell.rooms.customers.models import Customer
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import services as people
from servewell.rooms.people.models import Person
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice import services as voice_services
from servewell.rooms.voice.models import Voice
from tests.builders import (
    a_calendar,
    a_channel,
    a_company,
    a_mark_of_harm,
    a_person,
    a_policy,
    a_unit,
    a_voice,
    a_writer,
    mail_settings,
    named_for_harm,
)
from tests.builders.imports import GUESTS, RECIPE, an_import
from tests.engines.mail.smtp_servers import Keeper, running

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
FELL = "I fell on the wet stairs and broke my wrist."


@pytest.fixture(autouse=True)
def _monday_morning(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: now)


@pytest.fixture
def voice(now: datetime) -> Voice:
    """Of a customer who fell, with a case that Ann owns."""
    a_policy()
    a_writer("Ann")
    return a_voice(a_channel(), 1, words=FELL, email="elena@example.com", at=now)


def case_of(voice: Voice) -> Case:
    return Case.objects.get(voice=voice)


def story(who: Person, number: int) -> selectors.Story:
    return selectors.story_for(viewer=who, number=number)


def told_of(mark: HarmMark) -> list[tuple[str, str, bool]]:
    """Name, why, and whether they are told still."""
    rows = HarmTold.objects.filter(mark=mark).select_related("person").order_by("pk")
    return [(row.person.name, row.told_as, row.until_at is None) for row in rows]


def test_whoever_is_named_for_the_kind_nearest_above_is_told_at_once(voice: Voice, now: datetime) -> None:
    hotel = a_unit("hotel", under=a_company())
    ida, noa, leo = a_person("Ida"), a_person("Noa"), a_person("Leo", unit=hotel)
    named_for_harm(ida)
    named_for_harm(noa, kind=Harm.LEAK)
    named_for_harm(leo, unit=hotel)
    below = a_voice(a_channel(hotel, slug="hotel"), 1, words=FELL, at=now)

    marks = [a_mark_of_harm(each, at=now) for each in (voice, below)]

    assert [told_of(mark) for mark in marks] == [[("Ida", ToldAs.NAMED, True)], [("Leo", ToldAs.NAMED, True)]]
    [owed] = selectors.todo_for(person=ida, at=now)
    assert (owed.title, owed.detail, owed.path) == (
        "A customer speaks of an injury", str(voice.unit.name), f"/harm/{marks[0].pk}",
    )  # fmt: skip
    assert selectors.todo_for(person=noa, at=now) == []


def test_where_nobody_is_named_who_answers_for_the_company_is_told(voice: Voice, now: datetime) -> None:
    """Who deals with harm at the top; and where nobody does, who manages the company."""
    a_person("Max", people_rules.MANAGE)
    first = a_mark_of_harm(voice, at=now)
    a_person("Eve", rules.HANDLE_HARM)
    second = a_mark_of_harm(a_voice(voice.channel, 1, words=FELL, at=now), at=now)

    assert told_of(first) == [("Max", ToldAs.NOBODY_NAMED, True)]
    assert told_of(second) == [("Eve", ToldAs.NOBODY_NAMED, True)]


def test_once_marked_only_few_know_of_the_voice_and_its_case(voice: Voice, now: datetime) -> None:
    all_but = [rules.SEE, rules.ANSWER, rules.ASSIGN, voice_rules.READ]
    bob, ida, eve = a_person("Bob", *all_but), a_person("Ida", rules.SEE), a_person("Eve", rules.SEE, rules.HANDLE_HARM)
    ann, case = case_of(voice).owner, case_of(voice)
    assert ann is not None
    named_for_harm(ida)
    assert [each.number for each in voices.heard(viewer=bob).items] == [voice.pk]

    mark = a_mark_of_harm(voice, by=bob, at=now)

    assert voices.heard(viewer=bob).items == ()
    seen = {who.name: [each.number for each in selectors.cases_seen(viewer=who).items] for who in (bob, ann, ida, eve)}
    assert seen == {"Bob": [], "Ann": [case.pk], "Ida": [case.pk], "Eve": [case.pk]}
    for who in (bob, a_person("Nobody")):
        with pytest.raises(selectors.NoSuchHarm):
            selectors.harm_for(viewer=who, number=mark.pk, at=now)
    with pytest.raises(selectors.NoSuchCase):
        selectors.story_for(viewer=bob, number=case.pk)
    assert [each.title for each in selectors.cases_seen(viewer=ann).items] == ["Speaks of harm"]
    assert [each.title for each in selectors.todo_for(person=ann, at=now)] == ["Speaks of harm"]
    assert [each.pk for each in voices.voices_of_person(person=voice.customer_id or 0)] == [voice.pk]


def test_who_owned_the_case_reads_it_only_while_the_customer_waits_for_an_answer(voice: Voice, now: datetime) -> None:
    """The answer is what lets them know: once it is given, they know no more than others."""
    unreached = a_voice(voice.channel, 1, words=FELL, at=now)
    case, ann = case_of(unreached), case_of(unreached).owner
    assert ann is not None
    mark = a_mark_of_harm(unreached, at=now)
    services.look_at_harm(mark=mark, by=ann, at=now)
    before = [each.number for each in selectors.cases_seen(viewer=ann).items]

    services.close(case=case, reason="She left no address.", by=ann, at=now)

    assert before == [case_of(voice).pk, case.pk]
    assert selectors.cases_seen(viewer=ann, shelf=selectors.Shelf.DONE).items == ()
    assert selectors.harms_seen(viewer=ann) == []
    with pytest.raises(selectors.NoSuchCase):
        story(ann, case.pk)
    with pytest.raises(selectors.NoSuchHarm):
        services.look_at_harm(mark=mark, by=ann, at=now)


def test_who_reads_the_words_is_written_down_first(voice: Voice, now: datetime) -> None:
    ida, ann = a_person("Ida"), case_of(voice).owner
    assert ann is not None
    named_for_harm(ida)
    mark = a_mark_of_harm(voice, at=now)
    number = case_of(voice).pk

    def read() -> list[list[str]]:
        seen = selectors.harm_for(viewer=ida, number=mark.pk, at=now)
        return [[each.text for each in words] for words in (seen.words, story(ann, number).words)]

    before = read()
    for who in (ida, ann):
        services.look_at_harm(mark=mark, by=who, at=now)

    assert (before, read()) == ([[], []], [[FELL], [FELL]])
    looked = HarmLine.objects.filter(mark=mark, stage=HarmStage.LOOKED).order_by("pk")
    assert [(line.actor, line.at) for line in looked] == [(ida.actor_key, now), (ann.actor_key, now)]
    later = now + terms.A_LOOK_LASTS + timedelta(seconds=1)
    assert selectors.harm_for(viewer=ida, number=mark.pk, at=later).words == ()


def test_harm_has_a_clock_of_its_own(voice: Voice, now: datetime) -> None:
    """Friday at four: 24 hours through the night, or 8 hours of the desk from Friday at four to Monday at four."""
    friday = datetime(2026, 11, 13, 16, tzinfo=UTC)
    a_policy(calendar=a_calendar())
    named_for_harm(a_person("Ida"), hours=24)
    always = a_mark_of_harm(voice, at=friday)
    named_for_harm(a_person("Leo"), kind=Harm.THREAT, hours=8, runs_always=False)
    desk = a_mark_of_harm(voice, kind=Harm.THREAT, by=case_of(voice).owner, at=friday)

    assert always.due_at == friday + timedelta(hours=24)
    assert desk.due_at == datetime(2026, 11, 16, 16, tzinfo=UTC)


def test_it_is_dealt_with_and_stays_with_few_or_is_lifted_and_read_by_all_again(voice: Voice, now: datetime) -> None:
    ida, bob = a_person("Ida"), a_person("Bob", rules.SEE, voice_rules.READ)
    named_for_harm(ida)
    mark = a_mark_of_harm(voice, at=now)
    ann = case_of(voice).owner
    assert ann is not None
    with pytest.raises(NotAllowed):
        services.settle_harm(mark=mark, reason="Called her.", by=ann, at=now)
    with pytest.raises(selectors.NoSuchHarm):
        services.lift_harm(mark=mark, reason="None.", by=bob, at=now)
    for reason, why in ((" ", services.NothingWritten), ("x" * 2001, services.TooLong)):
        with pytest.raises(why):
            services.settle_harm(mark=mark, reason=reason, by=ida, at=now)

    services.settle_harm(mark=mark, reason=" Called her; the stairs are shut. ", by=ida, at=now)

    assert selectors.todo_for(person=ida, at=now) == []
    assert voices.heard(viewer=bob).items == ()
    with pytest.raises(services.HarmIsDone):
        services.settle_harm(mark=mark, reason="Twice.", by=ida, at=now)

    services.lift_harm(mark=mark, reason="She slipped at home.", by=ida, at=now)

    assert [each.number for each in voices.heard(viewer=bob).items] == [voice.pk]
    told = HarmLine.objects.filter(mark=mark).order_by("pk").values_list("stage", "reason")
    assert list(told) == [
        ("marked", ""), ("told", ""), ("settled", "Called her; the stairs are shut."),
        ("lifted", "She slipped at home."),
    ]  # fmt: skip


def test_a_voice_of_two_harms_is_read_by_all_again_only_when_both_are_lifted(voice: Voice, now: datetime) -> None:
    ida, bob = a_person("Ida", rules.HANDLE_HARM, rules.SEE), a_person("Bob", voice_rules.READ)
    marks = [a_mark_of_harm(voice, kind=kind, by=ida, at=now) for kind in (Harm.INJURY, Harm.THREAT)]
    assert a_mark_of_harm(voice, by=ida, at=now) == marks[0], "marked twice, nothing changes"

    counts = []
    for mark in marks:
        services.lift_harm(mark=mark, reason="None after all.", by=ida, at=now)
        counts.append(len(voices.heard(viewer=bob).items))

    assert counts == [0, 1]


def test_who_stands_in_is_told_where_nobody_looked_in_half_the_time(voice: Voice, now: datetime) -> None:
    ida, sue = a_person("Ida"), a_person("Sue")
    named_for_harm(ida, standing_in=[sue], hours=4)
    mark = a_mark_of_harm(voice, at=now)

    told = []
    for at in (now + HOUR, now + 2 * HOUR, now + 3 * HOUR):
        services.tell_those_who_stand_in(at=at)
        told.append(told_of(mark))

    assert told == [
        [("Ida", ToldAs.NAMED, True)],
        [("Ida", ToldAs.NAMED, True), ("Sue", ToldAs.STANDS_IN, True)],
        [("Ida", ToldAs.NAMED, True), ("Sue", ToldAs.STANDS_IN, True)],
    ]


def test_nobody_else_is_told_where_somebody_looked(voice: Voice, now: datetime) -> None:
    ida = a_person("Ida")
    named_for_harm(ida, standing_in=[a_person("Sue")], hours=4)
    mark = a_mark_of_harm(voice, at=now)
    services.look_at_harm(mark=mark, by=ida, at=now + HOUR)

    assert services.tell_those_who_stand_in(at=now + 3 * HOUR) == 0


def test_that_the_writer_of_the_case_reads_it_keeps_nobody_from_standing_in(voice: Voice, now: datetime) -> None:
    ann = case_of(voice).owner
    assert ann is not None
    named_for_harm(a_person("Ida"), standing_in=[a_person("Sue")], hours=4)
    mark = a_mark_of_harm(voice, at=now)
    services.look_at_harm(mark=mark, by=ann, at=now + HOUR)

    assert services.tell_those_who_stand_in(at=now + 3 * HOUR) == 1


def test_once_it_is_lifted_who_was_told_reads_the_words_there_no_more(voice: Voice, now: datetime) -> None:
    ida, leo = a_person("Ida"), a_person("Leo")
    named_for_harm(ida)
    named_for_harm(leo, kind=Harm.THREAT)
    mark = a_mark_of_harm(voice, at=now)
    a_mark_of_harm(voice, kind=Harm.THREAT, by=case_of(voice).owner, at=now)
    services.look_at_harm(mark=mark, by=ida, at=now)
    services.lift_harm(mark=mark, reason="She slipped at home.", by=ida, at=now)

    assert selectors.harm_for(viewer=ida, number=mark.pk, at=now).words == ()
    with pytest.raises(services.HarmIsDone):
        services.look_at_harm(mark=mark, by=ida, at=now)


def test_whoever_leaves_is_told_no_more_and_who_stands_in_is(voice: Voice, now: datetime) -> None:
    ida, sue = a_person("Ida"), a_person("Sue")
    named_for_harm(ida, standing_in=[sue])
    mark = a_mark_of_harm(voice, at=now)
    people.leave(person=ida, on=now.date() - timedelta(days=2), by=HOUSE, at=now)

    services.tell_those_who_stand_in(at=now)

    assert told_of(mark) == [("Ida", ToldAs.NAMED, False), ("Sue", ToldAs.STANDS_IN, True)]
    assert selectors.todo_for(person=ida, at=now) == []


def test_a_case_of_harm_whose_writer_leaves_goes_to_nobody_by_itself(voice: Voice, now: datetime) -> None:
    bob, ann = a_writer("Bob"), case_of(voice).owner
    assert ann is not None
    a_mark_of_harm(voice, at=now)
    people.leave(person=ann, on=now.date() - timedelta(days=2), by=HOUSE, at=now)

    services.pass_on(by=HOUSE, at=now)

    assert case_of(voice).owner is None
    assert selectors.cases_seen(viewer=bob).items == ()
    held = holding.held(persons=Person.objects.all(), viewer=a_person("Max", people_rules.MANAGE), orphaned=True)
    assert [thing.says for of_kind in held for thing in of_kind.things if of_kind.kind.code == "cases.case"] == []


def test_the_mail_holds_no_word_of_the_customers_and_goes_once(voice: Voice, now: datetime, settings: Settings) -> None:
    ida = a_person("Ida", email="ida@example.com", language="es")
    named_for_harm(ida)
    mark = a_mark_of_harm(voice, at=now)
    told = [HarmTold.objects.get(mark=mark).pk]

    keeper = Keeper()
    with running(keeper) as port:
        settings.MAIL = mail_settings(port)
        for _twice in range(2):
            services.mail_those_told(told=told, at=now)
    [came] = keeper.taken

    letter = message_from_bytes(came.content or b"", policy=policy.default)
    body = str(letter.get_content())
    assert letter["To"] == "ida@example.com"
    assert letter["Subject"] == "Un cliente habla de un daño: mírelo ahora"
    assert f"/harm/{mark.pk}" in body
    assert all(word not in body for word in FELL.split() if len(word) > 3)


def test_a_mail_goes_to_nobody_who_has_left_or_is_no_longer_named_and_others_are_told_instead(
    voice: Voice, now: datetime, settings: Settings
) -> None:
    """The mail server was away meanwhile."""
    ida, leo, noa = (a_person(name, email=f"{name}@example.com") for name in ("Ida", "Leo", "Noa"))
    named_for_harm(ida, leo)
    mark = a_mark_of_harm(voice, at=now)
    people.leave(person=leo, on=now.date() - timedelta(days=1), by=HOUSE, at=now)
    named_for_harm(noa)

    services.tell_those_who_stand_in(at=now)
    keeper = Keeper()
    with running(keeper) as port:
        settings.MAIL = mail_settings(port)
        services.mail_those_told(told=[told.pk for told in HarmTold.objects.all()], at=now)

    assert [letter.rcpt_tos for letter in keeper.taken] == [["Noa@example.com"]]
    assert told_of(mark) == [
        ("Ida", ToldAs.NAMED, True), ("Leo", ToldAs.NAMED, False), ("Noa", ToldAs.NAMED, True),
    ]  # fmt: skip


def test_who_is_named_later_is_not_told_where_somebody_has_looked(voice: Voice, now: datetime) -> None:
    ida = a_person("Ida")
    named_for_harm(ida)
    mark = a_mark_of_harm(voice, at=now)
    services.look_at_harm(mark=mark, by=ida, at=now)
    named_for_harm(a_person("Noa"))

    assert services.tell_those_who_stand_in(at=now) == 0


def test_neither_the_ledger_of_a_linked_case_nor_a_place_in_the_list_gives_it_away(voice: Voice, now: datetime) -> None:
    bob, channel = a_writer("Bob"), voice.channel
    other, later = (
        selectors.case_of_voice(
            voice=a_voice(channel, 1, words=f"Cold, {n}.", email=f"{n}@example.com", at=now + n * HOUR).pk, viewer=HOUSE
        )
        for n in (-1, 1)
    )
    hurt = case_of(voice)
    services.assign(case=hurt, to=Person.objects.get(name="Ann"), by=HOUSE, at=now)
    services.tie(case=other, other=hurt.pk, by=bob, at=now)
    services.untie(case=other, other=hurt.pk, by=bob, at=now)

    def linked() -> list[object]:
        return [line.detail["case_number"] for line in story(bob, other.pk).ledger if "case_number" in line.detail]

    before = linked()
    a_mark_of_harm(voice, at=now)

    assert (before, linked()) == ([hurt.pk] * 2, [""] * 2)
    assert LedgerLine.objects.filter(case=other, detail__case_number=hurt.pk).count() == 2, "it stays written"
    for place in ({"before": hurt.pk}, {"after": hurt.pk}, {"before": 987654}):
        found = selectors.cases_seen(viewer=bob, **place)
        assert [each.number for each in found.items] == [other.pk, later.pk]


def test_an_export_is_whole_or_refused(voice: Voice, now: datetime) -> None:
    dora = a_person("Dora", customer_rules.ERASE, customer_rules.SEE)
    customer = voice.customer_id or 0
    assert len(voices.voices_told(viewer=dora, customer=customer)) == 1
    a_mark_of_harm(voice, at=now)

    for ask in (voices.voices_told, selectors.cases_told):
        with pytest.raises(NotAllowed):
            ask(viewer=dora, customer=customer)
    eve = a_person("Eve", customer_rules.ERASE, customer_rules.SEE, rules.HANDLE_HARM)
    assert len(selectors.cases_told(viewer=eve, customer=customer)) == 1


def test_who_may_be_named(voice: Voice, now: datetime) -> None:
    ida, sue, left = a_person("Ida"), a_person("Sue"), a_person("Lou")
    people.leave(person=left, on=now.date() - timedelta(days=2), by=HOUSE, at=now)
    for named, standing_in in (([], [sue]), ([ida, ida], []), ([ida], [ida]), ([left], [])):
        with pytest.raises(services.CannotBeNamed):
            services.name_for_harm(
                unit=a_company(), kind=Harm.INJURY, named=named, standing_in=standing_in, hours=4, runs_always=True,
                by=HOUSE, at=now,
            )  # fmt: skip
    for hours in (0, terms.LONGEST_HARM_HOURS + 1):
        with pytest.raises(services.HoursOutOfReach):
            named_for_harm(ida, hours=hours)
    with pytest.raises(NotAllowed):
        services.name_for_harm(
            unit=a_company(), kind=Harm.INJURY, named=[ida], standing_in=[], hours=4, runs_always=True, by=sue, at=now
        )

    named_for_harm(ida)
    named_for_harm()
    assert selectors.plan_of(unit=a_company().pk, kind=Harm.INJURY, on=now.date()) is None


def test_a_mark_is_that_of_a_reader(voice: Voice, now: datetime) -> None:
    with pytest.raises(voices.NoSuchVoice):
        services.mark_harm(voice=voice.pk, kind=Harm.INJURY, by=a_person("Lou"), at=now)
    with pytest.raises(services.HarmIsDone):
        services.reject_harm(voice=voice.pk, kind=Harm.INJURY, by=a_person("Bob", voice_rules.READ), at=now)
    assert not HarmMark.objects.exclude(state=HarmState.MARKED).exists()


def test_words_suggest_and_a_person_says(ida: Person, now: datetime) -> None:
    """In the letter's own language, of the last thirty days; once rejected, never suggested again."""
    channel = a_channel()
    reader = a_person("Bob", voice_rules.READ)
    said = {
        "hurt": a_voice(channel, 1, words="Our son was INJURED by the lift, and the nurse said: allergic.", at=now),
        "caido": a_voice(channel, 1, words="Me cai por la escalera.", language="es", at=now),
        "摔": a_voice(channel, 1, words="我妈妈在大堂滑倒了。", language="zh-Hans", at=now),
        "none": a_voice(channel, 5, words="A racing start to the day, thank you.", at=now),
    }
    old = a_voice(channel, 1, words="I was hurt.", at=now - timedelta(days=31))
    keys = [*(voice.pk for voice in said.values()), old.pk]

    for _twice in range(2):
        services.suggest_harm(voices_received=keys, at=now)

    found = HarmMark.objects.order_by("voice").values_list("voice", "kind", "state")
    assert list(found) == [(said[name].pk, "injury", "suggested") for name in ("hurt", "caido", "摔")]
    words = [line.detail["words"] for line in HarmLine.objects.order_by("mark__voice")]
    assert words == [["injur*", "allerg*"], ["me caí"], ["滑倒"]]
    assert len(voices.heard(viewer=reader).items) == 5, "a suggestion hides nothing"

    services.reject_harm(voice=said["caido"].pk, kind=Harm.INJURY, by=reader, at=now)
    marked = services.mark_harm(voice=said["hurt"].pk, kind=Harm.INJURY, by=reader, at=now)
    services.suggest_harm(voices_received=keys, at=now)

    states = HarmMark.objects.order_by("voice").values_list("state", flat=True)
    assert list(states) == ["marked", "rejected", "suggested"]
    assert [line.stage for line in HarmLine.objects.filter(mark=marked).order_by("pk")] == [
        "suggested",
        "marked",
        "told",
    ]
    assert [mark.voice_id for mark in selectors.suggested(viewer=reader)] == [said["摔"].pk]


def test_new_voices_are_looked_through_and_the_company_sets_its_own_words(ida: Person, now: datetime) -> None:
    eve = a_person("Eve", rules.NAME_FOR_HARM)
    ours: dict[Harm, dict[str, list[str]]] = {kind: {} for kind in Harm}
    ours[Harm.THREAT] = {"en": [" lawsuit* ", "lawsuit*", ""]}
    for words, why in ((["x"], services.WordsOutOfReach), (["y" * 41], services.WordsOutOfReach)):
        with pytest.raises(why):
            services.set_harm_words(words={**ours, Harm.LEAK: {"es": words}}, seen=0, by=eve, at=now)
    below = a_person("Lou", rules.NAME_FOR_HARM, unit=a_unit("hotel", under=a_company()))
    with pytest.raises(NotAllowed):
        services.set_harm_words(words=ours, seen=0, by=below, at=now)

    kept = services.set_harm_words(words=ours, seen=0, by=eve, at=now)
    with pytest.raises(PublishedMeanwhile):
        services.set_harm_words(words=ours, seen=0, by=eve, at=now)

    assert (kept.version, kept.words["threat"]) == (1, {"en": ["lawsuit*"], "zh-Hans": [], "zh-Hant": [], "es": []})
    voice = a_voice(a_channel(), 1, words="Lawsuits will follow, and I am hurt.", at=now)
    bus.perform(key=FollowUp.objects.get(listener__endswith="words_may_suggest_harm").pk, at=now)
    assert list(HarmMark.objects.values_list("voice", "kind")) == [(voice.pk, "threat")]


def hurt_in(voices_received: list[int], now: datetime) -> None:
    """Suggested by words; the first is marked by a person too."""
    services.suggest_harm(voices_received=voices_received, at=now)
    services.mark_harm(
        voice=voices_received[0], kind=Harm.INJURY, by=a_person("Bob", voice_rules.READ, number="bob"), at=now
    )  # fmt: skip


def how_they_stand() -> tuple[list[str], list[list[str]]]:
    """The states of the marks, and the words that lines name."""
    lines = HarmLine.objects.filter(stage=HarmStage.SUGGESTED).order_by("mark__voice")
    states = HarmMark.objects.order_by("voice").values_list("state", flat=True)
    return list(states), [line.detail.get("words", []) for line in lines]


def test_what_words_suggested_goes_with_an_erased_customer(ida: Person, now: datetime) -> None:
    said = [a_voice(a_channel(), 5, words=f"I was hurt, {n}.", email="elena@example.com", at=now) for n in range(2)]
    hurt_in([voice.pk for voice in said], now)
    before = how_they_stand()
    customer = Customer.objects.get(pk=said[0].customer_id)

    customers.erase_for_host(customer=customer, why=customer_terms.ERASURES[0][0], closes_cases=True, at=now)

    assert before == (["marked", "suggested"], [["hurt"], ["hurt"]])
    assert how_they_stand() == (["marked", "gone"], [[], []])
    assert selectors.suggested(viewer=Person.objects.get(number="bob")) == []
    assert HarmLine.objects.latest("pk").stage == HarmStage.GONE


def test_what_words_suggested_goes_with_a_withdrawn_file(ida: Person, now: datetime) -> None:
    letters = GUESTS.replace("2026-10", "2026-11").replace("2026-11-20", "2026-11-02")
    run = an_import(letters.replace("lift", "hurt").replace("Breakfast", "Hurt:"), at=now)
    said = [Voice.objects.get(from_import=run, row=row).pk for row in (2, 5)]
    hurt_in(said, now)

    voice_services.withdraw_import(run=run, by=HOUSE, at=now)
    services.suggest_harm(voices_received=said, at=now)

    assert how_they_stand() == (["marked", "gone"], [[], []])


def test_who_withdraws_a_file_is_told_no_number_of_a_case_of_harm(now: datetime) -> None:
    a_policy()
    letters = GUESTS.replace("better?", "better?,Mail")
    lines = (line if "Mail" in line else f"{line},guest{n}@example.com" for n, line in enumerate(letters.splitlines()))
    recipe = RECIPE + "customer: {{email: Mail}}\ncases: {{from: 2026-01-01}}\n"
    run = an_import("\n".join(lines), recipe, at=now)
    voice_services.tell_old_voices(imported=run.pk, at=now)
    [case] = Case.objects.all()
    services.answer(case=case, text="You asked why.", by=a_writer(), at=now)
    a_mark_of_harm(case.voice, at=now)

    with pytest.raises(services.AnswerHasGoneOut) as refused:
        voice_services.withdraw_import(run=run, by=HOUSE, at=now)

    assert (refused.value.cases, refused.value.many) == ((), 1)
    assert str(refused.value) == "an answer was written to 1 of its customers: what it answers cannot be withdrawn"


def test_a_word_of_which_no_letter_is_left_is_refused_by_name_and_finds_nothing(
    ida: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of marks and accents alone: every customer would speak of harm."""
    eve = a_person("Eve", rules.NAME_FOR_HARM)
    ours: dict[Harm, dict[str, list[str]]] = {kind: {} for kind in Harm}
    for word in ("\u0301", "--*", "\u3002", "**", "\u00b4\u00a8", "e\u0301", "é*", "-a-"):
        with pytest.raises(services.WordsOutOfReach) as refused:
            services.set_harm_words(words={**ours, Harm.LEAK: {"es": ["robo", word]}}, seen=0, by=eve, at=now)
        assert refused.value.words == (word,)
    services.set_harm_words(words={**ours, Harm.LEAK: {"zh-Hant": ["漏"], "es": ["año"]}}, seen=0, by=eve, at=now)

    # as an earlier version of this programme took it
    monkeypatch.setattr("servewell.rooms.cases.services.harm_words._fits", bool)
    services.set_harm_words(words={**ours, Harm.LEAK: {"en": ["\u0301", "--*"]}}, seen=1, by=eve, at=now)
    services.suggest_harm(voices_received=[a_voice(a_channel(), 1, words="Slow -- very.", at=now).pk], at=now)
    assert not HarmMark.objects.exists()


@pytest.fixture
def ida() -> Person:
    person = a_person("Ida")
    named_for_harm(person)
    return person
