"""Lists of cases that are kept under a name."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from servewell.base import links
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases import terms
from servewell.web.cases.forms.together import ViewForm
from servewell.web.cases.shown.narrowing import list_of, question
from servewell.web.kit.components import Crumb


@dataclass(frozen=True)
class ViewRow:
    number: int
    name: str
    url: str
    whose: str
    change_url: str


@dataclass(frozen=True)
class ViewsPage:
    title: str
    crumbs: Sequence[Crumb]
    url: str
    views: Sequence[ViewRow]
    form: ViewForm
    asks: str
    may_share: bool
    longest: int


def views(*, kept: Sequence[cases.KeptView], form: ViewForm, query: str, may_share: bool) -> ViewsPage:
    """``query`` is the question of the list that may be kept."""
    back = list_of(query)
    return ViewsPage(
        title=_("Lists kept under a name"),
        crumbs=(Crumb(_("Cases"), back),),
        url=links.CASE_VIEWS.path(),
        views=tuple(_row(view) for view in kept),
        form=form,
        asks=back,
        may_share=may_share,
        longest=terms.LONGEST_VIEW_NAME,
    )


def _row(view: cases.KeptView) -> ViewRow:
    shared = _("shared with %(unit)s by %(name)s") % {"unit": view.unit, "name": view.keeper}
    return ViewRow(
        number=view.number,
        name=view.name,
        url=address_of(view),
        whose=shared if view.unit else _("only for you"),
        change_url=links.CASE_VIEW.path(number=view.number) if view.may_change else "",
    )


def address_of(view: cases.KeptView) -> str:
    """A plain link: what is kept is only what it asks."""
    return list_of(question(QueryDict(view.query)))
