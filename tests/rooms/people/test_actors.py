"""Keys of persons and of machines are counted apart: a token with a person's key is not that person."""

import pytest

from servewell.base.permissions import HOUSE, Actor, NotAllowed
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.instruments.models import Dispute
from servewell.rooms.people import rules, selectors, services
from servewell.rooms.people.models import Person, Token
from tests.builders import a_company, a_person, words
from tests.builders.company import LONG_AGO

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Person:
    return a_person("Ann")


@pytest.fixture
def token(ann: Person) -> Token:
    draft = services.RoleDraft(code="hr", title=words("HR"), powers=(rules.MANAGE.code,))
    role = services.define_roles(roles=[draft], by=HOUSE, at=LONG_AGO)[0]
    made, _ = services.make_token(name="Provider", unit=a_company(), role=role, by=HOUSE, at=LONG_AGO)
    made.pk = ann.pk  # as it comes about in any company sooner or later
    return made


def test_who_looked_is_told_to_the_person_and_to_no_token_of_the_same_key(ann: Person, token: Token) -> None:
    assert selectors.looks_at(person=ann, viewer=ann) == []
    with pytest.raises(NotAllowed):
        selectors.looks_at(person=ann, viewer=token)


def test_a_token_is_involved_in_no_dispute(ann: Person, token: Token) -> None:
    deputy = Person(pk=ann.pk + 1000, number="9", name="Dee")
    deputy.stands_for = frozenset({ann.pk})
    dispute = Dispute(raised_by_id=ann.pk, judged_by_id=None)

    def involved(actor: Actor) -> bool:
        return instruments.is_involved(dispute=dispute, person=actor)

    assert [involved(actor) for actor in (ann, deputy, token, HOUSE)] == [True, True, False, False]


def test_a_token_is_no_person_to_filter_by(ann: Person, token: Token) -> None:
    assert [selectors.own_key(actor=actor) for actor in (ann, token, HOUSE)] == [(ann.pk,), (), ()]
