"""A published finding: what it states, what comes out today, and why that is not the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links
from servewell.base.permissions import Actor
from servewell.base.words import active_language, collation_key
from servewell.rooms.insight import selectors as insight
from servewell.rooms.insight.terms import Form, Part, Trouble
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules as voice_rules
from servewell.web.insight.shown import naming
from servewell.web.insight.shown.looking import page_url
from servewell.web.insight.shown.prints.sheet import part_says
from servewell.web.kit.components import Chip, Link
from servewell.web.kit.figures import number

if TYPE_CHECKING:
    from servewell.rooms.insight.models import Published
    from servewell.rooms.insight.selectors import Again, Differs, Stated

DECIMALS = 4


@dataclass(frozen=True)
class Changed:
    """A figure as it was published and as it is now, in the order in which it is read."""

    name: str
    was: str
    now: str


@dataclass(frozen=True)
class FindingPage:
    """``refreshes`` while the file is being made; ``trouble`` is what hinders it."""

    title: str
    number: str
    says: str
    refreshes: bool = False
    trouble: str = ""
    verdict: Chip | None = None
    reasons: Sequence[str] = ()
    changed: Sequence[Changed] = ()
    file: Link | None = None
    no_file: str = ""
    look: Link | None = None
    made: Sequence[naming.Made] = ()
    definition: str = ""


def finding_page(published: "Published", again: "Again | None", *, may_read: bool, at: datetime) -> FindingPage:
    """``may_read``: the file may be opened, words of customers included."""
    said = {
        "name": published.asked_by.name,
        "moment": naming.moment_in_full(published.asked_at, published.unit.zone),
        "unit": str(published.unit.name),
    }
    number_says = naming.number_says(published.pk)
    if again is None:
        return FindingPage(
            title=_("%(finding)s is being made") % {"finding": number_says},
            number=number_says,
            says=_("%(name)s asked for it on %(moment)s.") % said,
            refreshes=published.trouble != Trouble.NOTHING,
            trouble=trouble_says(Trouble(published.trouble)) if published.trouble else "",
        )
    return FindingPage(
        title=published.title,
        number=number_says,
        says=_("Published by %(name)s on %(moment)s.") % said,
        verdict=_verdict(again),
        reasons=_reasons(published, again),
        changed=_changed(again.differing),
        file=_file(published) if may_read and published.file else None,
        no_file=_no_file(published, may_read=may_read),
        look=Link(_("The page it was made from"), page_url(insight.look_kept(texts=published.look))),
        made=naming.made_from(published, look=published.look, zone=published.unit.zone, software=published.software),
        definition=published.definition,
    )


def may_open(*, viewer: Actor, published: "Published") -> bool:
    """Customers' words are for who may read them, also in a file."""
    return not published.has_words or people.may(actor=viewer, power=voice_rules.READ, unit=published.unit_id)


def trouble_says(trouble: Trouble) -> str:
    return {
        Trouble.NOTHING: _("There is nothing to publish: nobody answered, or so few that nothing may be told of them."),
        Trouble.LACKING: _("Something is missing on this machine; whoever runs Servewell reads what with its check."),
        Trouble.FAILED: _("It could not be made. It is tried again by itself; the log says why."),
    }[trouble]


def _verdict(again: "Again") -> Chip:
    if again.basis is None:
        return Chip(_("cannot be made again"), "bad")
    if again.is_same:
        return Chip(_("the same comes out today"), "accent")
    if not again.differing:
        return Chip(_("the same figures come out today, from other answers"), "plain")
    return Chip(_("something else comes out today"), "needs")


def _reasons(published: "Published", again: "Again") -> Sequence[str]:
    """What is not the same, a sentence each, the likeliest cause of other figures first."""
    if again.basis is None:
        return [_("Its unit is gone, nobody answered any more, or so few that nothing may be told of them.")]
    said = []
    if again.is_other_data:
        said.append(_("The answers are not the same: some have come, or were withdrawn, corrected or moved since."))
    elif again.differing:
        said.append(
            _(
                "The answers are the same, so something else changed: the way of counting, the tree of units, the "
                "aspects that we promise, what our own people scored, or what is kept back because so few answered."
            )
        )
    said += [
        _("It was made with %(package)s %(was)s; here is %(now)s.")
        % {"package": package, "was": was, "now": now or _("none")}
        for package, (was, now) in again.other_software.items()
    ]
    if published.version is not None and again.newest > published.version:
        newer = {"version": published.version, "newest": again.newest}
        said.append(
            _("It follows version %(version)s of the definition; others follow version %(newest)s now.") % newer
        )
    return said


def _changed(differing: "Sequence[Differs]") -> Sequence[Changed]:
    rows = [
        Changed(name=_name(known), was=_value(each.before), now=_value(each.now))
        for each in differing
        if (known := each.before or each.now) is not None
    ]
    return sorted(rows, key=lambda row: collation_key(row.name, active_language()))


def _name(stated: "Stated") -> str:
    if stated.part is Part.PERIOD:
        return stated.first.isoformat()
    return part_says(stated.part) if stated.part is Part.WHOLE else stated.code


def _value(stated: "Stated | None") -> str:
    if stated is None:
        return _("none")
    if stated.value is None or stated.n is None:
        return "–"
    said = {"value": number(stated.value, decimals=DECIMALS), "answers": number(stated.n)}
    return ngettext("%(value)s of %(answers)s answer", "%(value)s of %(answers)s answers", stated.n) % said


def _file(published: "Published") -> Link:
    says = {
        Form.PDF: _("The PDF"),
        Form.PNG: _("The picture"),
        Form.CSV: _("The table"),
    }[Form(published.form)]
    return Link(says, links.FINDING_FILE.path(number=published.pk))


def _no_file(published: "Published", *, may_read: bool) -> str:
    if published.is_withdrawn:
        return _(
            "The file held words of an import that was withdrawn, or may have, so it is gone. "
            "What it stated in figures stays."
        )
    if published.erased_at is not None:
        return _("The file held words of a customer who was erased, so it is gone. What it stated in figures stays.")
    if not may_read:
        return _("The file holds customers' words, which you may not read. What it states in figures stands here.")
    if published.has_words and not published.quoted_voices:
        return _(
            "Whose words the file holds was not written down when it was made. So it goes as soon as any import of "
            "customers' words is withdrawn; what it states in figures stays."
        )
    return ""
