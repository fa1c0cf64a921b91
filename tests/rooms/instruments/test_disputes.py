"""A judgement is disputed by the unit that was judged and decided by another person; both answers stay."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from servewell.base.permissions import HOUSE, NotAllowed
from servewell.base.todo import Todo
from servewell.engines import forms
from servewell.rooms.instruments import facts, rules, selectors, services
from servewell.rooms.instruments.models import Dispute, Response, Score
from servewell.rooms.instruments.terms import DisputeState
from servewell.rooms.people import services as people
from servewell.rooms.people.models import Person
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.voice import services as voice
from servewell.rooms.voice import terms as voice_terms
from servewell.rooms.voice.models import Voice
from servewell.rooms.voice.selectors import NoSuchVoice
from tests.builders import a_channel, a_company, a_person, a_survey, a_unit, a_voice

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SHOP = {
    "title": "Shop",
    "pages": [{"elements": [
        {"type": "rating", "name": "respect", "title": "Greeted?", "servewell:aspect": "respect"},
        {"type": "rating", "name": "overall", "title": "All in all?", "servewell:overall": True},
        {"type": "rating", "name": "tidy", "title": "Tidy?", "servewell:not-applicable": True},
        {"type": "comment", "name": "words", "title": "Why?"},
    ]}],
}  # fmt: skip


@pytest.fixture
def judged() -> Voice:
    """A shop of the harbour, disputable for ten days: respect 2, all in all 4."""
    survey = a_survey(code="shop", document=SHOP)
    services.set_dispute_window(instrument=survey.instrument, days=10, by=HOUSE, at=NOON)
    harbour = a_unit("harbour", under=a_company())
    return a_voice(a_channel(harbour, slug="shop", survey=survey), 4, respect=2, at=NOON)


@pytest.fixture
def raiser(judged: Voice) -> Person:
    return a_person("Lee", rules.DISPUTE, rules.DECIDE, unit=judged.unit)


@pytest.fixture
def decider(judged: Voice) -> Person:
    return a_person("Dee", rules.DECIDE)


def disputed(
    judged: Voice, by: Person, proposed: object = "5", *, item: str = "respect", comment: str = "She did greet.",
    at: datetime = NOON + DAY,
) -> Dispute:  # fmt: skip
    return voice.dispute(voice=judged.pk, item=item, proposed=proposed, comment=comment, by=by, at=at)


def decided(
    dispute: Dispute, by: Person, state: DisputeState = DisputeState.ACCEPTED, final: object = None,
    *, reason: str = "The film shows it.",
) -> Dispute:  # fmt: skip
    return services.decide(dispute=dispute.pk, state=state, final=final, reason=reason, by=by, at=NOON + 2 * DAY)


def fact_of(judged: Voice, item: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT value FROM ({facts.answered(vendor=connection.vendor)}) AS said WHERE response = %s AND item = %s",
            [judged.response_id, item],
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("state", "final", "counts", "score"),
    [
        (DisputeState.ACCEPTED, None, 5, 0.875),
        (DisputeState.PARTLY, "3", 3, 0.625),
        (DisputeState.REJECTED, None, 2, 0.5),
    ],
)
def test_a_decision_is_what_counts_and_the_first_answer_stays_beside_it(
    state: DisputeState, final: object, counts: int, score: float, judged: Voice, raiser: Person, decider: Person
) -> None:
    dispute = decided(disputed(judged, raiser), decider, state, final)

    response, kept = Response.objects.get(pk=judged.response_id), Score.objects.get(response=judged.response_id)
    assert response.answers == {"respect": 2, "overall": 4}
    assert response.corrected == (None if counts == 2 else {"respect": counts, "overall": 4})
    assert (kept.value, kept.final) == (0.5, None if counts == 2 else score)
    assert selectors.given_in(response=response.pk).score == score
    assert fact_of(judged, "respect") == counts
    assert (dispute.state, dispute.original, dispute.proposed) == (state.value, {"respect": 2}, {"respect": 5})


def test_both_derivations_can_be_read_and_are_as_they_were_kept(judged: Voice, raiser: Person, decider: Person) -> None:
    decided(disputed(judged, raiser), decider)

    scores, kept = selectors.scores_of(response=judged.response_id), Score.objects.get(response=judged.response_id)

    assert (scores.original.value, scores.final and scores.final.value) == (0.5, 0.875)
    for scored, lines in ((scores.original, kept.derivation), (scores.final, kept.final_derivation)):
        assert [(line.name, line.normalised, line.weight) for line in scored.derivation] == [
            (line["name"], line["normalised"], line["weight"]) for line in lines
        ]


def test_the_answer_for_the_whole_is_corrected_with_the_voice(judged: Voice, raiser: Person, decider: Person) -> None:
    decided(disputed(judged, raiser, "2", item="overall"), decider)

    assert Voice.objects.get(pk=judged.pk).overall == 0.25
    assert [
        (given.item.name, given.value, given.original)
        for given in selectors.given_in(response=judged.response_id).answers
        if given.original is not None
    ] == [("overall", 2, 4)]


def test_several_disputes_of_one_response_add_up(judged: Voice, raiser: Person, decider: Person) -> None:
    for dispute in [disputed(judged, raiser), disputed(judged, raiser, "5", item="overall")]:
        decided(dispute, decider)

    assert Response.objects.get(pk=judged.response_id).corrected == {"respect": 5, "overall": 5}
    assert selectors.given_in(response=judged.response_id).score == 1.0


def test_voices_are_found_by_the_answer_that_counts(judged: Voice, raiser: Person, decider: Person) -> None:
    aspect = selectors.latest(instrument=judged.channel.instrument_id).aspects["respect"]
    decided(disputed(judged, raiser), decider)

    assert not selectors.responses_about(aspects=[aspect], below=0.5).exists()
    assert selectors.responses_about(aspects=[aspect], at_least=0.9).exists()


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"item": "nothing"}, services.NoSuchItem),
        ({"item": "words"}, services.NotDisputable),
        ({"proposed": "6"}, services.AnswerIsUnfit),
        ({"proposed": "good"}, services.AnswerIsUnfit),
        ({"proposed": ""}, services.AnswerIsUnfit),
        ({"proposed": "na"}, services.AnswerIsUnfit),
        ({"proposed": "2"}, services.NothingWouldChange),
        ({"comment": "  "}, services.ReasonIsMissing),
        ({"at": NOON + 11 * DAY}, services.WindowIsClosed),
    ],
)
def test_what_cannot_be_disputed_is_refused(
    changed: dict[str, object], refusal: type[Exception], judged: Voice, raiser: Person
) -> None:
    with pytest.raises(refusal):
        disputed(judged, raiser, **changed)
    assert Dispute.objects.count() == 0


def test_what_does_not_apply_may_be_proposed_where_it_is_offered(judged: Voice, raiser: Person) -> None:
    assert disputed(judged, raiser, "na", item="tidy").proposed == {"tidy": None}


def test_an_answer_is_disputed_once(judged: Voice, raiser: Person, decider: Person) -> None:
    first = disputed(judged, raiser)
    with pytest.raises(services.DisputedAlready) as told:
        disputed(judged, raiser, "4")
    decided(first, decider, DisputeState.REJECTED)

    with pytest.raises(services.DisputedAlready):
        disputed(judged, raiser, "4")
    assert told.value.dispute == first


def test_an_instrument_without_a_window_is_not_disputed(raiser: Person) -> None:
    survey = a_voice(a_channel(slug="plain"), 4, at=NOON)
    lee = a_person("Lee", rules.DISPUTE)

    with pytest.raises(services.NotDisputable):
        disputed(survey, lee, "5", item="overall")


@pytest.mark.parametrize(
    ("state", "final", "reason", "refusal"),
    [
        (DisputeState.ACCEPTED, None, "", services.ReasonIsMissing),
        (DisputeState.PARTLY, "5", "Half.", services.NothingWouldChange),
        (DisputeState.PARTLY, "2", "Half.", services.NothingWouldChange),
        (DisputeState.PARTLY, "9", "Half.", services.AnswerIsUnfit),
        (DisputeState.OPEN, None, "Hm.", services.DecidedAlready),
    ],
)
def test_half_a_decision_is_refused(
    state: DisputeState, final: object, reason: str, refusal: type[Exception],
    judged: Voice, raiser: Person, decider: Person,
) -> None:  # fmt: skip
    dispute = disputed(judged, raiser)

    with pytest.raises(refusal):
        decided(dispute, decider, state, final, reason=reason)
    assert Dispute.objects.get().state == "open"


def test_neither_raiser_nor_judge_decides_and_a_decision_falls_once(
    judged: Voice, raiser: Person, decider: Person
) -> None:
    judge = a_person("Jo", rules.DECIDE)
    dispute = services.raise_dispute(
        response=judged.response_id, item="respect", proposed="5", comment="She did.", unit=judged.unit_id,
        judged_by=judge.pk, by=raiser, at=NOON,
    )  # fmt: skip

    for own in (raiser, judge):
        with pytest.raises(services.NotTheirsToDecide):
            decided(dispute, own)
    decided(dispute, decider)
    with pytest.raises(services.DecidedAlready):
        decided(dispute, decider, DisputeState.REJECTED)


def test_whoever_gathered_a_judgement_does_not_decide_about_it(judged: Voice, raiser: Person, decider: Person) -> None:
    shopper = a_person("Shan", rules.DECIDE, voice_rules.GATHER)
    survey = judged.channel.instrument.versions.get()
    version = selectors.version(key=survey.pk)
    shop = voice.gather(
        channel=a_channel(judged.unit, slug="field", kind=voice_terms.FIELD, survey=survey), submission=uuid4(),
        posted={"respect": "2", "overall": "4"}, language="en", begun=voice.Begun(version=version, at=NOON),
        received=voice.Received(content=b"", media_type=""), staged={}, on=NOON.date(), by=shopper, at=NOON,
    )  # fmt: skip
    dispute = disputed(shop, raiser)

    with pytest.raises(services.NotTheirsToDecide):
        decided(dispute, shopper)
    assert (dispute.judged_by_id, selectors.todo_for(person=shopper, at=NOON)) == (shopper.pk, [])
    assert decided(dispute, decider).decided_by == decider


def test_nobody_decides_by_a_power_that_the_raiser_lends_them(judged: Voice, raiser: Person) -> None:
    deputy = a_person("Dan", unit=judged.unit)
    day = NOON.date()
    people.lend(
        grants=list(raiser.grants.all()), to=deputy, from_on=day - DAY, until_on=day + 900 * DAY, by=raiser, at=NOON
    )
    dispute = disputed(judged, raiser)

    with pytest.raises(services.NotTheirsToDecide):
        decided(dispute, deputy)


def test_what_colleagues_wrote_about_an_erased_customer_goes_and_the_decision_stays(
    judged: Voice, raiser: Person, decider: Person
) -> None:
    dispute = decided(disputed(judged, raiser, comment="Mrs Perez shouted."), decider, reason="Mrs Perez was right.")

    services.erase_words(responses=[judged.response_id], by=HOUSE, at=NOON)

    dispute.refresh_from_db()
    assert (dispute.comment, dispute.reason, dispute.state) == ("–", "–", "accepted")
    assert dispute.final == {"respect": 5}


def test_who_may_not_raise_or_decide_does_neither(judged: Voice, raiser: Person) -> None:
    elsewhere = a_person("Eve", rules.DISPUTE, rules.DECIDE, unit=a_unit("lakeside", under=a_company()))

    with pytest.raises(NotAllowed):
        disputed(judged, elsewhere)
    dispute = disputed(judged, raiser)
    with pytest.raises(NotAllowed):
        decided(dispute, elsewhere)
    with pytest.raises(selectors.NoSuchDispute):
        selectors.dispute_for(viewer=elsewhere, number=dispute.pk)
    with pytest.raises(NoSuchVoice):
        voice.dispute(voice=judged.pk + 1, item="respect", proposed="5", comment="?", by=raiser, at=NOON)


def test_a_dispute_is_a_todo_for_those_who_may_decide_about_it(judged: Voice, raiser: Person, decider: Person) -> None:
    dispute = disputed(judged, raiser)

    assert selectors.todo_for(person=raiser, at=NOON) == []
    assert selectors.todo_for(person=decider, at=NOON) == [
        Todo(
            title="Decide about a disputed answer: Greeted?",
            detail="Raised in Harbour",
            due_on=None,
            state="open",
            path=f"/disputes/{dispute.pk}",
            action="Decide",
        )
    ]
    decided(dispute, decider)
    assert selectors.todo_for(person=decider, at=NOON) == []


def test_a_dispute_is_read_with_its_answers_and_whose_turn_it_is(
    judged: Voice, raiser: Person, decider: Person
) -> None:
    number = disputed(judged, raiser).pk

    seen = {who.name: selectors.dispute_for(viewer=who, number=number) for who in (raiser, decider)}
    decided(Dispute.objects.get(), decider, DisputeState.PARTLY, "3")
    after = selectors.dispute_for(viewer=raiser, number=number)

    assert {name: one.is_viewers_to_decide for name, one in seen.items()} == {"Lee": False, "Dee": True}
    assert (after.original, after.proposed, after.final, after.state) == (2, 5, 3, DisputeState.PARTLY)
    assert (after.raised_by, after.comment, after.decided_by, after.reason) == (
        "Lee", "She did greet.", "Dee", "The film shows it.",
    )  # fmt: skip
    assert selectors.disputes_open(viewer=decider).items == ()
    assert selectors.disputes_about(viewer=raiser, response=judged.response_id) == [after]


def test_the_bands_of_a_voice_follow_the_correction(judged: Voice, raiser: Person, decider: Person) -> None:
    decided(disputed(judged, raiser, "1", item="overall"), decider)

    assert voice_terms.band_of(Voice.objects.get(pk=judged.pk).overall or 0.0) is voice_terms.Band.LOW
    assert forms.score(
        selectors.latest(instrument=judged.channel.instrument_id).form, {"respect": 2, "overall": 1}
    ).value == pytest.approx(0.125)
