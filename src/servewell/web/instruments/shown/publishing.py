"""Looking a draft over before it is asked: as others will see it, tried out, compared, and brought or taken along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.engines import forms
from servewell.engines.forms import written
from servewell.web.instruments.shown import drawn, scoring
from servewell.web.instruments.shown.changes import ChangedItem, changes
from servewell.web.instruments.shown.drawn import PreviewPage, TrialPage, Unshown
from servewell.web.instruments.shown.editor import crumbs_of
from servewell.web.instruments.shown.faults import FaultRow, fault_rows
from servewell.web.instruments.shown.workshop import Workshop
from servewell.web.kit import questions
from servewell.web.kit.components import Crumb
from servewell.web.kit.paper import sheet_of

if TYPE_CHECKING:
    from servewell.rooms.instruments.models import Version
    from servewell.web.kit.questions import Fields


@dataclass(frozen=True)
class PublishPage:
    title: str
    crumbs: Sequence[Crumb]
    path: str
    revision: int
    faults: Sequence[FaultRow]
    missing_says: str
    compared: str
    changes: Sequence[ChangedItem]
    scored: Sequence[str]
    is_behind: bool
    nothing_changed: str


@dataclass(frozen=True)
class TriedFile:
    """A file of a test run: nobody looks into it, and it is kept nowhere."""

    name: str
    media_type: str | None
    size: int | None

    def as_answer(self) -> Mapping[str, object]:
        return {"name": self.name, "type": self.media_type or "", "size": self.size or 0, "digest": "tried"}


@dataclass(frozen=True)
class NotYetPage:
    """A preview of what cannot be drawn yet."""

    title: str
    crumbs: Sequence[Crumb]
    path: str
    faults: Sequence[FaultRow]


def form_to_draw(shop: Workshop) -> forms.Form | None:
    """With texts that are missing filled in from another language, so that it can be looked at all the same."""
    if shop.form is not None:
        return shop.form
    try:
        return forms.read(written.filled(shop.document))
    except forms.DocumentHasFaults:
        return None


def preview_page(shop: Workshop, *, way: str, language: str) -> PreviewPage | NotYetPage:
    form, title = form_to_draw(shop), _("Preview")
    if form is None:
        return _not_yet(shop, title)
    way = way if way in drawn.WAYS else drawn.WAYS[0]
    language = language if language in form.languages else shop.language
    return PreviewPage(
        title=title,
        crumbs=crumbs_of(shop, Crumb(title)),
        path=f"{shop.path}/preview",
        way=way,
        ways=drawn.ways(way),
        languages=drawn.languages_of(form, language),
        drawn=drawn.drawn(form, language=language),
        sheet=sheet_of(form, language=language) if way == "paper" else None,
    )


def trial_page(
    shop: Workshop, *, language: str, fields: "Fields | None", files: "Mapping[str, TriedFile] | None" = None
) -> TrialPage | NotYetPage:
    """Without ``fields`` nothing was sent yet, and every question shows."""
    form, title = form_to_draw(shop), _("Test run")
    if form is None:
        return _not_yet(shop, title)
    language = language if language in form.languages else shop.language
    checked = _checked(form, fields, files or {}) if fields is not None else None
    return TrialPage(
        title=title,
        crumbs=crumbs_of(shop, Crumb(title)),
        path=f"{shop.path}/try",
        languages=drawn.languages_of(form, language),
        drawn=drawn.drawn(form, language=language, fields=fields, checked=checked),
        is_answered=checked is not None,
        faults_say=_faults_say(len(checked.faults)) if checked else "",
        derived=drawn.outcome(form, checked, language=language) if checked else None,
        unshown=_unshown(shop, form, checked) if checked else (),
    )


def _checked(form: forms.Form, fields: "Fields", files: "Mapping[str, TriedFile]") -> forms.Checked:
    def attached(token: str) -> Mapping[str, object] | None:
        return files[token].as_answer() if token in files else None

    return forms.validate(form, questions.answers_of(form, fields, attached=attached))


def _faults_say(number: int) -> str:
    if not number:
        return ""
    return ngettext(
        "One answer would be refused, and says why.", "%(number)d answers would be refused, and say why.", number
    ) % {"number": number}


def _unshown(shop: Workshop, form: forms.Form, checked: forms.Checked) -> tuple[Unshown, ...]:
    hidden = []
    for item in form.items:
        if not forms.is_visible(item, checked.values):
            conditions = [*item.within, *((item.visible_if,) if item.visible_if else ())]
            words = _(", and ").join(shop.reader.said(each.text) or each.text for each in conditions)
            why = _("Shows only if %(condition)s.") % {"condition": words}
            hidden.append(Unshown(title=shop.reader.title_of(item.name), why=why))
    return tuple(hidden)


def _not_yet(shop: Workshop, title: str) -> NotYetPage:
    return NotYetPage(title=title, crumbs=crumbs_of(shop, Crumb(title)), path=shop.path, faults=fault_rows(shop))


def publish_page(shop: Workshop, *, is_behind: bool = False) -> PublishPage:
    """``is_behind``: another version was published since the draft was begun."""
    based_on = shop.draft.based_on
    title = _("Publish version %(number)d") % {"number": (based_on.number if based_on else 0) + 1}
    found = _changes(shop, based_on) if based_on else ()
    return PublishPage(
        title=title,
        crumbs=crumbs_of(shop, Crumb(title)),
        path=shop.path,
        revision=shop.draft.revision,
        faults=fault_rows(shop),
        missing_says=_missing_says(shop),
        compared=_("What changes from version %(number)d") % {"number": based_on.number} if based_on else "",
        changes=found,
        scored=scoring.rule_in_words(shop.form) if shop.form else (),
        is_behind=is_behind,
        nothing_changed=_nothing_changed(shop, based_on, found),
    )


def _changes(shop: Workshop, based_on: "Version") -> tuple[ChangedItem, ...]:
    thanks = based_on.instrument.thanks.texts, {code: text for code, text in shop.draft.thanks.items() if text}
    return changes(based_on.document, shop.document, language=shop.language, thanks=thanks)


def _nothing_changed(shop: Workshop, based_on: "Version | None", found: Sequence[ChangedItem]) -> str:
    """What is retired is asked again by publishing it again, word for word."""
    if based_on is None or based_on.retired_at is not None or found:
        return ""
    return _("Version %(number)d asks this already, so there is nothing to publish.") % {"number": based_on.number}


def _missing_says(shop: Workshop) -> str:
    """The thanks may be missing in a language: then they are said in the base language."""
    lacking = [each.language for each in shop.missing if each.path == "thanks" and not each.is_base]
    if not lacking:
        return ""
    return ngettext(
        "The thanks are missing in %(number)d language; there they are said in the base language.",
        "The thanks are missing in %(number)d languages; there they are said in the base language.",
        len(lacking),
    ) % {"number": len(lacking)}


@dataclass(frozen=True)
class BringPage:
    """``left_out`` is what cannot be taken, said before anything is done; ``text`` is what would be taken."""

    title: str
    crumbs: Sequence[Crumb]
    path: str
    typed: str = ""
    fault: str = ""
    is_looked_at: bool = False
    left_out: Sequence[str] = ()
    taken: str = ""
    questions: Sequence[str] = ()
    revision: int = 0


def bring_page(shop: Workshop, **seen: object) -> BringPage:
    title = _("Bring a form from SurveyJS")
    page: Mapping[str, object] = {
        "title": title, "crumbs": crumbs_of(shop, Crumb(title)), "path": shop.path, "revision": shop.draft.revision,
    }  # fmt: skip
    return BringPage(**{**page, **seen})  # type: ignore[arg-type]  # the names are those of BringPage
