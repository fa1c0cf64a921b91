"""Personal links: from when until when, for how many answers, and how they are written."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from servewell.base.permissions import HOUSE
from servewell.rooms.voice import rules, selectors, services, terms
from servewell.rooms.voice.models import Invitation, Voice
from tests.builders import a_channel, a_company, a_survey, a_unit, a_voice

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def a_token(**kept) -> str:
    channel = a_channel(kind=terms.PERSONAL_LINK)
    kept.setdefault("valid_until", NOON + 30 * DAY)
    return services.invite(channel=channel, by=HOUSE, at=NOON, **kept)


def link_of(token: str) -> Invitation:
    return selectors.invitation_by_token(token=token)


def test_a_token_is_written_in_groups_and_only_its_digest_is_kept() -> None:
    token = a_token()

    assert re.fullmatch(r"[b-z2-9]{4}(-[b-z2-9]{4}){3}", token)
    assert token.replace("-", "") not in str(Invitation.objects.values().get())


@pytest.mark.parametrize("typed", [str, str.upper, lambda token: token.replace("-", "")])
def test_a_token_is_known_however_it_was_typed(typed) -> None:
    token = a_token()

    assert link_of(typed(token)).pk == Invitation.objects.get().pk


def test_a_token_that_was_guessed_leads_nowhere() -> None:
    a_token()

    for guess in ("", "-", "bcdf-ghjk-mnpq-rstv", "Łódź"):
        with pytest.raises(selectors.NoSuchInvitation):
            link_of(guess)


def test_a_link_takes_an_answer_from_its_first_moment_until_its_last() -> None:
    token = a_token(valid_from=NOON + 2 * DAY, valid_until=NOON + 4 * DAY, uses=2)

    taken = []
    for at in (NOON + 2 * DAY - timedelta(seconds=1), NOON + 2 * DAY, NOON + 4 * DAY):
        try:
            a_voice(link_of(token).channel, invitation=link_of(token), at=at)
            taken.append("taken")
        except (services.InvitationIsNotOpenYet, services.InvitationHasExpired) as why:
            taken.append(type(why).__name__)

    assert taken == ["InvitationIsNotOpenYet", "taken", "InvitationHasExpired"]


def test_a_link_for_three_answers_takes_three() -> None:
    token = a_token(uses=3)
    left = []

    for hour in range(3):
        a_voice(link_of(token).channel, invitation=link_of(token), at=NOON + timedelta(hours=hour))
        left.append((link_of(token).uses_left, link_of(token).used_at))
    with pytest.raises(services.InvitationIsUsed):
        a_voice(link_of(token).channel, invitation=link_of(token), at=NOON + DAY)

    assert left == [(2, None), (1, None), (0, NOON + timedelta(hours=2))]
    assert Voice.objects.count() == 3


def test_two_who_read_the_last_use_at_once_bring_one_answer() -> None:
    token = a_token(uses=2)
    seen_before = link_of(token)
    a_voice(seen_before.channel, invitation=link_of(token), at=NOON)
    a_voice(seen_before.channel, invitation=link_of(token), at=NOON)

    with pytest.raises(services.InvitationIsUsed):
        a_voice(seen_before.channel, invitation=seen_before, at=NOON)

    assert Voice.objects.count() == 2


@pytest.mark.parametrize(
    ("kept", "refusal"),
    [
        ({"uses": 0}, services.HasNoUses),
        ({"uses": 1001}, services.HasNoUses),
        ({"valid_until": NOON}, services.EndsBeforeItBegins),
        ({"valid_from": NOON + DAY, "valid_until": NOON + DAY}, services.EndsBeforeItBegins),
    ],
)
def test_a_link_that_could_bring_nothing_is_not_made(kept, refusal) -> None:
    with pytest.raises(refusal):
        a_token(**kept)

    assert Invitation.objects.count() == 0


def test_a_form_is_asked_where_a_link_or_the_field_asks_it_and_nowhere_once_withdrawn() -> None:
    survey, company = a_survey(), a_company()
    shore, hill = a_unit("shore", under=company), a_unit("hill", under=company)
    in_field = a_channel(shore, kind=terms.FIELD, slug="shop", survey=survey)
    a_channel(hill, kind=terms.PERSONAL_LINK, slug="link", survey=survey)

    before = selectors.where_asked(viewer=HOUSE, power=rules.MANAGE_CHANNELS)
    services.withdraw_channel(channel=in_field, by=HOUSE, at=NOON)

    assert before == {survey.instrument_id: [hill, shore]}
    assert selectors.where_asked(viewer=HOUSE, power=rules.MANAGE_CHANNELS) == {survey.instrument_id: [hill]}
