"""A voice is about to be marked: what it may speak of, who would be told, and what follows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases import terms
from servewell.rooms.cases.terms import Harm, HarmStage, HarmState
from servewell.web.harm.shown import said
from servewell.web.kit.components import Crumb, Letter


@dataclass(frozen=True)
class Choice:
    """One kind. ``suggested`` says which words suggest it; ``is_borne`` where the voice bears the mark already."""

    value: str
    name: str
    meaning: str
    told: str
    suggested: str
    is_borne: bool


@dataclass(frozen=True)
class MarkPage:
    title: str
    crumbs: Sequence[Crumb]
    url: str
    letters: Sequence[Letter]
    choices: Sequence[Choice]
    fault: str

    @property
    def is_suggested(self) -> bool:
        return any(each.suggested for each in self.choices)


def mark_page(found: cases.Markable, *, url: str, crumbs: Sequence[Crumb], fault: str = "") -> MarkPage:
    lines = cases.lines_with(stage=HarmStage.SUGGESTED, marks=[mark.pk for mark in found.marks.values()])
    words = {kind: lines[mark.pk].detail.get("words", []) for kind, mark in found.marks.items() if mark.pk in lines}
    return MarkPage(
        title=_("Does this customer speak of harm?"),
        crumbs=(*crumbs, Crumb(_("Speaks of harm"))),
        url=url,
        letters=tuple(Letter(each.text, language=each.language) for each in found.words),
        choices=tuple(_choice(kind, found, words.get(kind.value, [])) for kind in Harm),
        fault=fault,
    )


def _choice(kind: Harm, found: cases.Markable, words: Sequence[str]) -> Choice:
    mark = found.marks.get(kind.value)
    is_suggested = mark is not None and mark.state == HarmState.SUGGESTED
    return Choice(
        value=kind.value,
        name=said.name(kind),
        meaning=said.meaning(kind),
        told=told(found.tellings[kind.value]),
        suggested=_("These words suggest it: %(words)s") % {"words": ", ".join(words)} if is_suggested else "",
        is_borne=mark is not None and mark.state in terms.SEALING,
    )


def told(telling: cases.Telling) -> str:
    names = ", ".join(person.name for person, _why in telling.now)
    if not names:
        return _("Nobody would be told: nobody is named, and nobody manages the company.")
    if any(why is terms.ToldAs.NOBODY_NAMED for _person, why in telling.now):
        return _("Nobody is named for this here. Told at once: %(names)s, who answer for the whole company.") % {
            "names": names
        }
    return _("Told at once: %(names)s") % {"names": names}
