"""A draft is written by several people, loses nothing, and becomes a frozen version or nothing."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.engines import forms
from servewell.rooms.instruments import rules, selectors, services
from servewell.rooms.instruments.models import Draft, Instrument, Version
from servewell.rooms.people.models import Person
from tests.builders import a_company, a_person, a_survey, a_unit, words

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
AUTHOR = (rules.WRITE, rules.PUBLISH)


def a_document(best: int = 5) -> dict[str, object]:
    item = {"type": "rating", "name": "whole", "title": "Well?", "rateMax": best}
    return {"title": "Walk", "pages": [{"elements": [item]}]}


def a_draft(
    *, by=HOUSE, code: str = "walk", document: Mapping[str, object] | None = None, unit=None, at: datetime = NOON
) -> Draft:
    return services.begin_draft(
        code=code, unit=unit or a_company(), document=a_document() if document is None else document,
        thanks={"en": "Thanks."}, by=by, at=at,
    )  # fmt: skip


def saved(draft: Draft, document: Mapping[str, object], *, revision: int, by=HOUSE, at: datetime = LATER) -> Draft:
    return services.save_draft(
        draft=draft, document=document, thanks=draft.thanks, revision=revision, by=by, at=at
    )  # fmt: skip


def test_a_draft_is_begun_saved_and_published_and_each_step_is_recorded() -> None:
    ann = a_person("Ann", *AUTHOR)
    draft = a_draft(by=ann, document={"title": "Walk", "pages": []})

    changed = saved(draft, a_document(), revision=1, by=ann)
    version = services.publish_draft(draft=draft, revision=2, by=ann, at=LATER)

    assert (changed.revision, changed.saved_by, changed.saved_at) == (2, ann.actor_key, LATER)
    assert (version.number, version.document, str(version.instrument.title)) == (1, a_document(), "Walk")
    ended = Draft.objects.get()
    assert (ended.state, ended.ended_at, ended.became) == ("published", LATER, version)
    assert list(Entry.objects.filter(actor=ann.actor_key).order_by("pk").values_list("deed", flat=True)) == [
        "instruments.begin_draft", "instruments.save_draft", "instruments.publish",
    ]  # fmt: skip


def test_of_two_who_save_at_once_the_second_is_told_and_the_first_is_not_overwritten() -> None:
    ann, ben = a_person("Ann", rules.WRITE), a_person("Ben", rules.WRITE)
    draft = a_draft(by=ann)
    saved(draft, a_document(6), revision=1, by=ann)

    with pytest.raises(services.DraftChangedMeanwhile) as told:
        saved(draft, a_document(7), revision=1, by=ben)

    assert (told.value.newest.revision, told.value.newest.saved_by) == (2, ann.actor_key)
    assert Draft.objects.get().document == a_document(6)
    assert saved(draft, a_document(7), revision=2, by=ben).revision == 3


def test_the_same_words_again_are_no_save() -> None:
    draft = a_draft()

    assert saved(draft, a_document(), revision=1).revision == 1
    assert saved(draft, a_document(), revision=99).revision == 1


def test_an_instrument_has_one_open_draft_and_the_second_author_is_shown_it() -> None:
    first = a_draft()

    with pytest.raises(services.DraftIsBegun) as told:
        a_draft()
    services.discard_draft(draft=first, by=HOUSE, at=LATER)

    assert told.value.draft == first
    assert a_draft().pk != first.pk


@pytest.mark.parametrize("code", ["", "Two Words", "über", "-edge", "edge-", "x" * 61])
def test_a_code_that_is_none_is_refused(code: str) -> None:
    with pytest.raises(services.CodeIsNoCode):
        a_draft(code=code)


def test_what_has_ended_is_written_no_more() -> None:
    draft = a_draft()
    services.discard_draft(draft=draft, by=HOUSE, at=LATER)

    for again in (
        lambda: saved(draft, a_document(6), revision=1),
        lambda: services.discard_draft(draft=draft, by=HOUSE, at=LATER),
        lambda: services.publish_draft(draft=draft, revision=1, by=HOUSE, at=LATER),
    ):
        with pytest.raises(services.DraftHasEnded):
            again()
    assert not Version.objects.filter(instrument__code="walk").exists()


def test_a_draft_with_faults_is_kept_and_not_published() -> None:
    draft = a_draft(document={"title": "Walk", "pages": []})

    with pytest.raises(forms.DocumentHasFaults):
        services.publish_draft(draft=draft, revision=1, by=HOUSE, at=LATER)

    assert Draft.objects.get().state == "open"
    assert not Instrument.objects.filter(code="walk").exists()


def test_thanks_that_are_missing_in_the_base_language_are_a_fault_with_its_place() -> None:
    draft = a_draft()
    services.save_draft(draft=draft, document=a_document(), thanks={"es": "Gracias."}, revision=1, by=HOUSE, at=LATER)

    with pytest.raises(forms.DocumentHasFaults) as told:
        services.publish_draft(draft=draft, revision=2, by=HOUSE, at=LATER)

    assert [fault.path for fault in told.value.faults] == ["thanks"]


def test_a_version_published_since_must_be_looked_at_first() -> None:
    draft = a_draft()
    services.publish(
        code="walk", title=words("Walk"), thanks=words("Thanks."), document=a_document(6),
        unit=a_company(), by=HOUSE, at=NOON,
    )  # fmt: skip

    with pytest.raises(services.VersionIsNewer):
        services.publish_draft(draft=draft, revision=1, by=HOUSE, at=LATER)
    anew = services.compare_anew(draft=draft, by=HOUSE, at=LATER)

    assert services.publish_draft(draft=draft, revision=anew.revision, by=HOUSE, at=LATER).number == 2


def test_a_draft_that_asks_what_is_asked_already_is_no_version() -> None:
    services.publish_draft(draft=a_draft(), revision=1, by=HOUSE, at=NOON)

    with pytest.raises(services.NothingHasChanged):
        services.publish_draft(draft=a_draft(), revision=1, by=HOUSE, at=LATER)

    assert Version.objects.filter(instrument__code="walk").count() == 1


def test_a_retired_instrument_is_asked_nowhere_until_it_is_published_again() -> None:
    first = services.publish_draft(draft=a_draft(), revision=1, by=HOUSE, at=NOON)

    services.retire(instrument=first.instrument, by=HOUSE, at=LATER)

    with pytest.raises(selectors.NoSuchInstrument):
        selectors.current(instrument=first.instrument_id)
    assert selectors.latest(instrument=first.instrument_id).number == 1
    with pytest.raises(services.NothingIsAsked):
        services.retire(instrument=first.instrument, by=HOUSE, at=LATER)
    again = services.publish_draft(draft=a_draft(), revision=1, by=HOUSE, at=LATER)
    assert (again.number, selectors.current(instrument=first.instrument_id).key) == (2, again.pk)


def test_who_may_not_write_or_publish_does_neither() -> None:
    west, east = (a_unit(code, under=a_company()) for code in ("west", "east"))
    writer, other = a_person("Ann", rules.WRITE, unit=west), a_person("Ben", *AUTHOR, unit=east)
    draft = a_draft(by=writer, unit=west)

    for forbidden in (
        lambda: a_draft(by=a_person("Eve"), code="other"),
        lambda: saved(draft, a_document(6), revision=1, by=other),
        lambda: services.discard_draft(draft=draft, by=other, at=NOON),
        lambda: services.publish_draft(draft=draft, revision=1, by=writer, at=NOON),
        lambda: services.publish_draft(draft=draft, revision=1, by=other, at=NOON),
        lambda: services.retire(instrument=a_survey().instrument, by=other, at=NOON),
        lambda: services.set_dispute_window(instrument=a_survey().instrument, days=3, by=other, at=NOON),
    ):
        with pytest.raises(NotAllowed):
            forbidden()
    with pytest.raises(selectors.NoSuchDraft):
        selectors.draft_for(viewer=other, number=draft.pk)
    assert selectors.draft_for(viewer=writer, number=draft.pk) == draft
    with pytest.raises(NotAllowed):
        selectors.listed(viewer=a_person("Eve"))


@pytest.mark.parametrize("days", [-1, 366])
def test_a_window_of_no_sensible_length_is_refused(days: int) -> None:
    with pytest.raises(services.WindowIsTooLong):
        services.set_dispute_window(instrument=a_survey().instrument, days=days, by=HOUSE, at=NOON)


def some_instruments(number: int) -> Person:
    for place in range(number):
        version = services.publish_draft(draft=a_draft(code=f"walk-{place}"), revision=1, by=HOUSE, at=NOON)
        services.respond(
            version=selectors.version(key=version.pk), values={"whole": 4}, language="en", at=LATER
        )  # fmt: skip
    a_draft(code="walk-0", document=a_document(7))
    return a_person("Ann", rules.WRITE)


@pytest.mark.parametrize("length", [1, 3])
def test_the_list_of_instruments_costs_the_same_however_long_it_is(length: int) -> None:
    ann = some_instruments(length)
    selectors.listed(viewer=ann)

    with CaptureQueriesContext(connection) as asked:
        found = selectors.listed(viewer=ann)

    assert len(asked) == 8
    assert [(each.code, each.number, each.questions, each.answers, bool(each.draft)) for each in found] == [
        (f"walk-{place}", 1, 1, 1, place == 0) for place in range(length)
    ]


def test_versions_of_an_instrument_stand_newest_first_with_their_answers() -> None:
    ann = some_instruments(1)
    second = services.publish_draft(draft=Draft.objects.get(state="open"), revision=1, by=HOUSE, at=LATER)

    _, versions = selectors.overview(viewer=ann, code="walk-0")

    assert [(each.number, each.answers, each.retired_at) for each in versions] == [(2, 0, None), (1, 1, LATER)]
    assert selectors.version_numbered(viewer=ann, code="walk-0", number=2).key == second.pk
    with pytest.raises(selectors.NoSuchInstrument):
        selectors.version_numbered(viewer=ann, code="walk-0", number=3)
