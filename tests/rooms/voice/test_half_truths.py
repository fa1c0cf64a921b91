"""The database itself refuses what no voice can be, whoever writes it."""

import pytest
from django.db import IntegrityError, models, transaction

from servewell.rooms.instruments.models import Score
from servewell.rooms.voice.models import Channel, Original, Voice
from tests.builders import a_voice
from tests.house import save_guard

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "false", "says"),
    [
        (Channel, {"kind": "pigeon"}, "a_channel_is_of_a_known_kind"),
        (Original, {"digest": "abc"}, "an_original_has_a_whole_digest"),
        (Voice, {"overall": 1.01}, "an_overall_answer_lies_from_0_to_1"),
        (Voice, {"overall": -0.01}, "an_overall_answer_lies_from_0_to_1"),
        (Voice, {"hand": "paw"}, "a_voice_is_in_a_known_hand"),
        (Voice, {"hand": "own", "helper": "aide"}, "a_voice_is_in_a_known_hand"),
        (Score, {"value": 1.01}, "a_score_lies_from_0_to_1"),
        (Score, {"value": -0.01}, "a_score_lies_from_0_to_1"),
    ],
)  # fmt: skip
def test_what_cannot_be_true_is_not_kept(
    monkeypatch: pytest.MonkeyPatch, model: type[models.Model], false: dict[str, object], says: str, now
) -> None:
    a_voice(overall=4, at=now)
    monkeypatch.setattr(save_guard, "_demand_own_services", lambda **_: None)
    before = list(model._default_manager.values())

    with pytest.raises(IntegrityError, match=says), transaction.atomic():
        model._default_manager.update(**false)

    assert list(model._default_manager.values()) == before
