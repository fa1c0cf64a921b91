"""Surveys, links, and customers who answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import yaml

import servewell
from servewell.base import files, keys
from servewell.base.permissions import HOUSE
from servewell.base.words import Words
from servewell.rooms.instruments import services as publishing
from servewell.rooms.instruments.models import Version
from servewell.rooms.people.models import Unit
from servewell.rooms.standards import selectors as standards
from servewell.rooms.voice import services, terms
from servewell.rooms.voice.models import Channel, Invitation, Quota, Voice
from tests.builders.company import LONG_AGO, a_company
from tests.builders.promises import a_promise, an_aspect

FOUR_ASPECTS = ("respect", "responsibility", "effective-service", "communication")


@cache
def the_survey_of_the_library() -> Mapping[str, object]:
    file = Path(servewell.__file__).parent / "library" / "four-aspects" / "survey.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8"))["instruments"][0]  # type: ignore[no-any-return]


def four_aspects() -> None:
    """Promise the four aspects, unless they are promised already."""
    if set(FOUR_ASPECTS) <= set(standards.aspect_keys()):
        return
    a_promise(aspects=[an_aspect(code) for code in FOUR_ASPECTS])


def a_survey(
    *, code: str = "four-aspects", document: Mapping[str, object] | None = None, at: datetime = LONG_AGO
) -> Version:
    """The library's survey, published; or another document."""
    four_aspects()
    kept: Any = the_survey_of_the_library()
    return publishing.publish(
        code=code,
        title=Words.from_json(kept["title"]),
        thanks=Words.from_json(kept["thanks"]),
        document=document or kept["document"],
        unit=a_company(),
        by=HOUSE,
        at=at,
    )


def a_channel(
    unit: Unit | None = None, *, slug: str = "", kind: str = terms.OPEN_LINK, language: str = "en",
    survey: Version | None = None, audience: terms.Audience = terms.Audience.EXTERNAL,
    evidence: terms.Evidence = terms.Evidence.SURVEY, at: datetime = LONG_AGO,
) -> Channel:  # fmt: skip
    """A survey link, open since long ago."""
    return services.open_channel(
        unit=unit or a_company(), instrument=(survey or a_survey()).instrument, kind=kind, slug=slug,
        language=language, audience=audience, evidence=evidence, by=HOUSE, at=at,
    )  # fmt: skip


def a_voice_with_a_photo(channel: Channel, *, at: datetime) -> Voice:
    """Of a survey that asks for photos; the file lies where files lie."""
    content = b"\xff\xd8\xff\xe0 a lobby"
    staged = files.begin()
    files.append(staged, 0, content)
    digest = keys.digest(content)
    photo = {"name": "lobby.jpg", "type": "image/jpeg", "size": len(content), "digest": digest}
    return services.receive_survey(
        channel=channel, invitation=None, submission=uuid4(), posted={"recommend": "4", "photo": [photo]},
        language="en", at=at, staged={digest: staged},
    )  # fmt: skip


def some_answers(
    overall: int | str = 5, *, words: str = "", email: str = "", **answers: int | str
) -> Mapping[str, Sequence[str]]:
    """What a customer posts. With an e-mail address they would like an answer."""
    posted = {"overall": [str(overall)], **{name: [str(value)] for name, value in answers.items()}}
    if words:
        posted["words"] = [words]
    if email:
        posted |= {"answer": ["true"], "email": [email]}
    return posted


def a_voice(
    channel: Channel | None = None, overall: int | str = 5, *, at: datetime, words: str = "", email: str = "",
    language: str = "en", submission: UUID | None = None, invitation: Invitation | None = None, **answers: int | str,
) -> Voice:  # fmt: skip
    """A customer answers the survey of a channel."""
    return services.receive_survey(
        channel=channel or a_channel(),
        invitation=invitation,
        submission=submission or uuid4(),
        posted=some_answers(overall, words=words, email=email, **answers),
        language=language,
        at=at,
    )


def a_quota(
    unit: Unit | None = None, *, places: int, condition: str = "",
    ending: str = "We have heard enough about this. Thank you.", survey: Version | None = None, at: datetime = LONG_AGO,
) -> Quota:  # fmt: skip
    """So many answers are wanted of the unit's customers."""
    return services.set_quota(
        instrument=(survey or a_survey()).instrument, unit=unit or a_company(), title="Unhappy guests",
        condition=condition, places=places, ending=Words(texts={"en": ending}), by=HOUSE, at=at,
    )  # fmt: skip
