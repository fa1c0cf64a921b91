"""What caused one case: what is said now, what was said before, and what may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from servewell.base import links, today
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases.terms import CauseKind, Certainty
from servewell.rooms.people import selectors as people
from servewell.web.causes.forms import NameForm
from servewell.web.kit import moments
from servewell.web.kit.causes import certainty_said, kind_said
from servewell.web.kit.components import Chip, Crumb

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


@dataclass(frozen=True)
class Row:
    """``is_now``: it still stands."""

    code: str
    name: str
    chips: Sequence[Chip]
    note: str
    by: str
    is_now: bool
    is_main: bool


@dataclass(frozen=True)
class CausesPage:
    title: str
    crumbs: Sequence[Crumb]
    url: str
    said: Sequence[Row]
    before: Sequence[Row]
    likely: Sequence[tuple[str, str]]
    offered: Sequence[tuple[str, str]]
    form: NameForm | None
    needed: str
    empty: str


def page(*, viewer: "Person", number: int, form: NameForm | None = None) -> CausesPage:
    """Raises NoSuchCase."""
    case = cases.case_for(viewer=viewer, number=number)
    may = people.may(actor=viewer, power=rules.ANSWER, unit=case.unit_id)
    tree = cases.cause_tree() if may else []
    zone = cases.zone_of(case=case)
    rows = [_row(each, zone) for each in cases.causes_said(case=case)]
    likely = cases.causes_offered(case=case, tree=tree, at=today.now()) if may else []
    return CausesPage(
        title=_title(rows),
        crumbs=(
            Crumb(_("Cases"), links.CASES.path()),
            Crumb(_("Case %(number)d") % {"number": case.pk}, links.CASE.path(number=case.pk)),
        ),
        url=links.CASE_CAUSES.path(number=case.pk),
        said=[row for row in rows if row.is_now],
        before=[row for row in rows if not row.is_now],
        likely=[(each.code, str(each.cause.name)) for each in likely],
        offered=_offered(tree),
        form=(form or NameForm(initial={"certainty": Certainty.SUPPOSED.value})) if may and tree else None,
        empty=_("The company keeps no causes yet. Whoever sets up its standards enters them.")
        if may and not tree
        else "",
        needed=_needed() if case.state == terms.OPEN and cases.lacking_causes(cases=[case]) else "",
    )


def _title(rows: Sequence[Row]) -> str:
    main = next((row for row in rows if row.is_now and row.is_main), None)
    return _("Caused by: %(cause)s") % {"cause": main.name} if main else _("Nobody has said what caused it")


def _needed() -> str:
    return _("This is a complaint: it is done only once somebody has named its cause.")


def _row(each: cases.CauseOfCase, zone: str) -> Row:
    said = {"name": each.named_by.name, "moment": moments.moment(each.named_at, zone)}
    chips = [Chip(kind_said(CauseKind(each.cause.kind))), Chip(certainty_said(each.certainty))]
    return Row(
        code=each.cause.code,
        name=str(each.cause.name),
        chips=[Chip(_("main cause"), "accent"), *chips] if each.is_main else chips,
        note=each.note,
        by=_("%(name)s, %(moment)s") % said,
        is_now=each.until_at is None,
        is_main=each.is_main,
    )


def offered() -> Sequence[tuple[str, str]]:
    """Whatever may be typed: what stands in the field, and where it stands in the tree."""
    return _offered(cases.cause_tree())


def _offered(tree: Sequence[cases.CauseSeen]) -> Sequence[tuple[str, str]]:
    return [(each.said, kind_said(CauseKind(each.cause.kind))) for each in tree if not each.is_branch]


def close_ones(close: Sequence[cases.CauseSeen]) -> str:
    if not close:
        return _("No cause is called so. Type a few letters of one, and choose it.")
    names = _(", ").join(str(each.cause.name) for each in close[:5])
    return _("Which one do you mean: %(causes)s?") % {"causes": names}
