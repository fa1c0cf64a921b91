"""The words that suggest harm, and the form that changes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _

from servewell.base import links
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases.terms import Harm
from servewell.web.harm.forms import WordsForm
from servewell.web.harm.shown import said
from servewell.web.kit.components import Crumb


@dataclass(frozen=True)
class Kind:
    name: str
    fields: Sequence[forms.BoundField]
    is_open: bool


@dataclass(frozen=True)
class WordsPage:
    title: str
    crumbs: Sequence[Crumb]
    holds: str
    form: WordsForm
    kinds: Sequence[Kind]


def form_for(data: Mapping[str, object] | None = None) -> WordsForm:
    version, words = cases.words_of_harm()
    return WordsForm(data, version=version, words=words)


def words_page(form: WordsForm) -> WordsPage:
    version, _words = cases.words_of_harm()
    own = _("The company's own list, version %(number)d, holds.") % {"number": version}
    return WordsPage(
        title=_("Words that suggest harm"),
        crumbs=(Crumb(_("Harm"), links.HARMS.path()), Crumb(_("Words that suggest harm"))),
        holds=own if version else _("The list that came with Servewell holds."),
        form=form,
        kinds=tuple(_kind(kind, form) for kind in Harm),
    )


def _kind(kind: Harm, form: WordsForm) -> Kind:
    fields = form.of(kind)
    return Kind(name=said.name(kind), fields=fields, is_open=any(field.errors for field in fields))
