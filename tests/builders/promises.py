"""Promises, obligations and pledges."""

from collections.abc import Sequence
from datetime import date, datetime

from servewell.base.permissions import HOUSE
from servewell.base.words import Words
from servewell.rooms.commitments import services as commitments
from servewell.rooms.commitments import terms
from servewell.rooms.commitments.models import PledgeVersion
from servewell.rooms.obligations import services as obligations
from servewell.rooms.obligations.models import Obligation
from servewell.rooms.people.models import Unit
from servewell.rooms.standards import selectors as asked
from servewell.rooms.standards import services as standards
from servewell.rooms.standards.models import Edition, Promise
from tests.builders.company import LONG_AGO, a_company, words

A_DAY_LONG_AGO = LONG_AGO.date()


def an_aspect(code: str = "respect", *sentences: str) -> standards.AspectDraft:
    """A draft whose standards are numbered in the order of their sentences."""
    drafts = tuple(
        standards.StandardDraft(code=f"{code}-{number}", text=words(sentence))
        for number, sentence in enumerate(sentences or ("I look up when they arrive.",), start=1)
    )
    return standards.AspectDraft(
        code=code, name=words(code.title()), description=words(f"What {code} is"), standards=drafts
    )


def a_promise(
    text: str = "We hear you out.", *, unit: Unit | None = None,
    aspects: Sequence[standards.AspectDraft] | None = None, at: datetime = LONG_AGO,
) -> Promise:  # fmt: skip
    return standards.publish(
        unit=unit or a_company(), title=words("Our promise"), text=words(text),
        aspects=[an_aspect()] if aspects is None else aspects, by=HOUSE, at=at,
    )  # fmt: skip


def a_chapter(code: str = "first-day", *, unit: Unit | None = None, at: datetime = LONG_AGO) -> str:
    """Its code."""
    standards.write_chapter(
        unit=unit or a_company(), code=code, title=words(code.title()), text=words(f"What {code} is."), by=HOUSE, at=at
    )
    return code


def an_edition(unit: Unit | None = None, *, at: datetime = LONG_AGO) -> Edition:
    """Of the handbook of the unit (the company if none), as everything holds there."""
    place = unit or a_company()
    passages = asked.handbook_now(unit=place.pk, on=at.date())
    return standards.publish_edition(unit=place, seen=asked.digest_of(passages=passages), by=HOUSE, at=at)


def a_pledge(
    text: Words | str = "I respect the people I serve.", *, code: str = "service-pledge", unit: Unit | None = None,
    at: datetime = LONG_AGO,
) -> PledgeVersion:  # fmt: skip
    """A pledge of everybody in the unit (the company if none); with another text, its next version."""
    return commitments.publish(
        code=code, unit=unit or a_company(), title=words("My pledge"),
        text=text if isinstance(text, Words) else words(text), question=words("What will a customer notice?"),
        by=HOUSE, at=at,
    )  # fmt: skip


def an_obligation(
    code: str = "sign-service-pledge", *, subject: str = "service-pledge", unit: Unit | None = None, due_days: int = 0,
    from_on: date = A_DAY_LONG_AGO, at: datetime = LONG_AGO,
) -> Obligation:  # fmt: skip
    """Everybody in the unit (the company if none) owes that pledge."""
    return obligations.require(
        code=code, kind=terms.OBLIGATION_KIND, subject=subject, title=words("Sign the service pledge"),
        detail=words("Read it, add your own words and sign."), unit=unit or a_company(), due_days=due_days,
        from_on=from_on, by=HOUSE, at=at,
    )  # fmt: skip
