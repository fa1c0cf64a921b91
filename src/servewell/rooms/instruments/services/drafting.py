"""Write the next version of an instrument, or a new one, before anybody is asked it."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from servewell.base import record
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.engines import forms
from servewell.engines.forms import written
from servewell.rooms.instruments import rules, terms
from servewell.rooms.instruments.models import Draft, Instrument, Version
from servewell.rooms.instruments.services.publishing import CodeIsTakenUpFromFiles, faults_against_the_house, publish
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit

_CODE = re.compile(rf"[a-z0-9](?:[a-z0-9-]{{0,{terms.LONGEST_CODE - 2}}}[a-z0-9])?")


class CodeIsNoCode(Exception):
    """A code is small letters, digits and hyphens between them."""


class DraftIsBegun(Exception):
    """Somebody writes the next version of this instrument already: it is in ``draft``."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(f"the next version of {draft.code} is being written already (draft {draft.pk})")
        self.draft = draft


class DraftHasEnded(Exception):
    """The draft was published or discarded meanwhile."""


class DraftChangedMeanwhile(Exception):
    """Somebody else saved the draft after it was read: as it is now it is in ``newest``."""

    def __init__(self, newest: Draft) -> None:
        super().__init__(f"draft {newest.pk} was saved meanwhile, it is at revision {newest.revision}")
        self.newest = newest


class VersionIsNewer(Exception):
    """Another version of the instrument was published since this draft was begun, or last compared with it."""


class NothingToUndo(Exception):
    """The draft was not saved since it was begun."""


class NothingHasChanged(Exception):
    """The draft asks word for word what is asked already."""


@transaction.atomic
def begin_draft(
    *,
    code: str,
    unit: "Unit",
    document: Mapping[str, object],
    thanks: Mapping[str, str],
    by: Actor,
    at: datetime,
) -> Draft:
    """Begin to write a new instrument, or the next version of the one that has the code.

    Raises CodeIsNoCode, CodeIsTakenUpFromFiles, DraftIsBegun, NotAllowed.
    """
    people.require(actor=by, power=rules.WRITE, unit=unit.pk)
    if not _CODE.fullmatch(code):
        raise CodeIsNoCode(f"{code!r}: use up to {terms.LONGEST_CODE} small letters, digits and hyphens between them")
    if Instrument.objects.filter(code=code, is_from_files=True).exists():
        raise CodeIsTakenUpFromFiles(f"files were taken in under the code {code!r}: give the survey another one")

    last = _last_version(code)
    try:
        with transaction.atomic():
            draft = Draft.objects.create(
                code=code,
                unit=unit,
                document=dict(document),
                thanks=dict(thanks),
                based_on=last,
                begun_by=by.actor_key,
                begun_at=at,
                saved_by=by.actor_key,
                saved_at=at,
            )
    except IntegrityError as taken:
        standing = Draft.objects.filter(code=code, state=terms.DraftState.OPEN.value).first()
        if standing is None:
            raise
        raise DraftIsBegun(standing) from taken
    record.write(deed="instruments.begin_draft", thing=draft, by=by, at=at)
    return draft


@transaction.atomic
def save_draft(
    *,
    draft: Draft,
    document: Mapping[str, object],
    thanks: Mapping[str, str],
    revision: int,
    by: Actor,
    at: datetime,
) -> Draft:
    """``revision`` is the one that was read. The same words again change nothing; faults may stay until publication.

    Raises DraftChangedMeanwhile, DraftHasEnded, NotAllowed.
    """
    people.require(actor=by, power=rules.WRITE, unit=draft.unit_id)
    standing = _open(draft)
    if (standing.document, standing.thanks) == (document, thanks):
        return standing
    if standing.revision != revision:
        raise DraftChangedMeanwhile(standing)

    standing.before = {"document": standing.document, "thanks": standing.thanks}
    standing.document, standing.thanks = dict(document), dict(thanks)
    standing.revision, standing.saved_by, standing.saved_at = revision + 1, by.actor_key, at
    standing.save(update_fields=["before", "document", "thanks", "revision", "saved_by", "saved_at"])
    record.write(deed="instruments.save_draft", thing=standing, by=by, at=at, detail={"revision": standing.revision})
    return standing


@transaction.atomic
def undo(*, draft: Draft, revision: int, by: Actor, at: datetime) -> Draft:
    """Take back what the last save changed; undone twice, it is back.

    Raises NothingToUndo, DraftChangedMeanwhile, DraftHasEnded, NotAllowed.
    """
    if draft.before is None:
        raise NothingToUndo(f"draft {draft.pk} is as it was begun")
    before = draft.before
    return save_draft(
        draft=draft, document=before["document"], thanks=before["thanks"], revision=revision, by=by, at=at
    )


@transaction.atomic
def discard_draft(*, draft: Draft, by: Actor, at: datetime) -> None:
    """The draft ends; what was written stays in the database. Raises DraftHasEnded, NotAllowed."""
    people.require(actor=by, power=rules.WRITE, unit=draft.unit_id)
    standing = _open(draft)

    standing.state, standing.ended_at = terms.DraftState.DISCARDED.value, at
    standing.save(update_fields=["state", "ended_at"])
    record.write(deed="instruments.discard_draft", thing=standing, by=by, at=at)


def look_over(*, document: Mapping[str, object], thanks: Mapping[str, str]) -> forms.Form:
    """The form as it would be published. Raises forms.DocumentHasFaults with everything that stands in the way."""
    try:
        form: forms.Form | None = forms.read(document)
        faults: tuple[forms.Fault, ...] = ()
    except forms.DocumentHasFaults as refused:
        form, faults = None, refused.faults
    if form is not None:
        faults = faults_against_the_house(form)
    base = next(iter(form.languages if form else written.languages_of(document)), "en")
    if not thanks.get(base):
        what = f"The thanks are missing in {base}."
        faults = (*faults, forms.Fault(path="thanks", what=what, mend="Write what whoever answered reads at the end."))
    if form is None or faults:
        raise forms.DocumentHasFaults(faults)
    return form


@transaction.atomic
def publish_draft(*, draft: Draft, revision: int, by: Actor, at: datetime) -> Version:
    """Freeze what was written as the version that is asked from now on; ``revision`` is the one that was looked over.

    Raises DraftChangedMeanwhile, DraftHasEnded, VersionIsNewer, NothingHasChanged, and whatever ``publish`` raises.
    """
    people.require(actor=by, power=rules.WRITE, unit=draft.unit_id)
    standing = _open(draft)
    if standing.revision != revision:
        raise DraftChangedMeanwhile(standing)
    last = _last_version(standing.code)
    if last is not None and last.pk != standing.based_on_id:
        raise VersionIsNewer(f"version {last.number} of {standing.code} was published since this draft was begun")

    form = look_over(document=standing.document, thanks=standing.thanks)
    base = form.languages[0]
    version = publish(
        code=standing.code,
        title=Words(texts=form.title, source=base),
        thanks=Words(texts={each: text for each, text in standing.thanks.items() if text}, source=base),
        document=standing.document,
        unit=standing.unit,
        by=by,
        at=at,
    )
    if last is not None and version.pk == last.pk:
        raise NothingHasChanged(f"{standing.code} asks this already, in version {last.number}")
    standing.state, standing.ended_at, standing.became = terms.DraftState.PUBLISHED.value, at, version
    standing.save(update_fields=["state", "ended_at", "became"])
    return version


@transaction.atomic
def compare_anew(*, draft: Draft, by: Actor, at: datetime) -> Draft:
    """Go on from the version that was published meanwhile: from now on the draft would follow that one.

    Raises DraftHasEnded, NotAllowed.
    """
    people.require(actor=by, power=rules.WRITE, unit=draft.unit_id)
    standing = _open(draft)

    standing.based_on, standing.revision = _last_version(standing.code), standing.revision + 1
    standing.save(update_fields=["based_on", "revision"])
    record.write(deed="instruments.compare_anew", thing=standing, by=by, at=at)
    return standing


def _open(draft: Draft) -> Draft:
    """As it is now; of two at once the second waits for the first."""
    standing = Draft.objects.select_for_update(of=("self",)).select_related("unit").get(pk=draft.pk)
    if standing.state != terms.DraftState.OPEN.value:
        raise DraftHasEnded(f"draft {draft.pk} was {standing.state} meanwhile")
    return standing


def _last_version(code: str) -> Version | None:
    return Version.objects.filter(instrument__code=code).order_by("-number").first()
