"""How often one customer may be asked: the rules, and a form for another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links, today
from servewell.base.paging import Page
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules
from servewell.web.asking.forms import RuleForm
from servewell.web.asking.shown.planning import units_with
from servewell.web.kit.asked import pager_of
from servewell.web.kit.components import Crumb, Empty, Pager
from servewell.web.kit.figures import number

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person
    from servewell.rooms.voice.models import AskingRule


@dataclass(frozen=True)
class RuleRow:
    says: str
    facts: Sequence[str]
    withdraw_path: str
    withdrawn_on: date | None


@dataclass(frozen=True)
class RulesPage:
    title: str
    crumbs: Sequence[Crumb]
    rows: Sequence[RuleRow]
    pager: Pager
    form: RuleForm
    path: str
    empty: Empty | None


def rules_page(person: "Person", found: "Page[AskingRule]", *, filled: Mapping[str, object] | None = None) -> RulesPage:
    rows = tuple(_row(each) for each in found.items)
    form = RuleForm(
        filled,
        units=units_with(person, rules.SET_ASKING_RULES),
        instruments=[(each.code, str(each.title)) for each in instruments.instruments()],
    )
    # most companies set a rule for all their units
    widest = people.widest_unit_with(viewer=person, power=rules.SET_ASKING_RULES)
    form.initial["unit"] = people.unit_by_key(key=widest).code if widest is not None else ""
    return RulesPage(
        title=_("How often customers are asked"),
        crumbs=(Crumb(_("Asking customers"), links.ASKING.path()), Crumb(_("How often customers are asked"))),
        rows=rows,
        pager=pager_of(found),
        form=form,
        path=reverse("asking:rules"),
        empty=None
        if rows or found.newer is not None
        else Empty(
            says=_("No rule holds yet"),
            detail=_("Without a rule a customer is asked by every campaign that has them."),
        ),
    )  # fmt: skip


def _row(rule: "AskingRule") -> RuleRow:
    says = ngettext("At most %(times)s time in %(days)s days", "At most %(times)s times in %(days)s days", rule.at_most)
    return RuleRow(
        says=says % {"times": number(rule.at_most), "days": number(rule.days)},
        facts=[
            str(rule.unit.name),
            str(rule.instrument.title) if rule.instrument else _("all surveys together"),
            _("reminders count") if rule.counts_reminders else _("reminders do not count"),
        ],
        withdraw_path=reverse("asking:withdraw_rule", kwargs={"rule": rule.pk}),
        withdrawn_on=today.day_in(rule.unit.zone, at=rule.withdrawn_at) if rule.withdrawn_at else None,
    )
