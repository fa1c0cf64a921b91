"""The standards, and where each is used: the questions asked about its aspect, the processes that serve it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links, today
from servewell.rooms.standards import selectors as standards
from servewell.web.kit.components import Chip, Empty, Link
from servewell.web.kit.figures import number
from servewell.web.kit.said import Piece, piece
from servewell.web.kit.templatetags.kit import day
from servewell.web.standards.shown.examples import Example, examples_shown
from servewell.web.standards.shown.used import Uses, link_to_cases_against, links_to_uses

if TYPE_CHECKING:
    from servewell.rooms.instruments.selectors import AskedAbout
    from servewell.rooms.standards.models import Aspect, Process, Standard


@dataclass(frozen=True)
class StandardShown:
    text: Piece
    examples: Sequence[Example]
    since: str
    served: Sequence[str]
    asked: Sequence[str]
    chips: Sequence[Chip]
    url: str
    against: Link | None


@dataclass(frozen=True)
class AspectUsed:
    """``asked`` are the questions of surveys that are asked today; ``used`` leads to what else points at the aspect;
    ``write`` is where a standard is added.
    """

    name: Piece
    description: Piece
    asked: Sequence[str]
    used: Sequence[Link]
    standards: Sequence[StandardShown]
    chips: Sequence[Chip]
    url: str
    write: str


@dataclass(frozen=True)
class StandardsPage:
    title: str
    aspects: Sequence[AspectUsed]
    may_write: bool
    new_aspect: str
    empty: Empty | None


def standards_page(
    *, aspects: "Sequence[Aspect]", asked: "Mapping[int, Sequence[AskedAbout]]", uses: Uses, zone: str, top: str,
    may_write: bool,
) -> StandardsPage:  # fmt: skip
    """``top`` is the code of the company's unit, empty before there is one; ``zone`` is where it is."""
    holding, serving = standards.standards_in_force(), standards.processes_serving()
    under: dict[int, list[StandardShown]] = {}
    for each in holding:
        about = [one for one in asked.get(each.aspect_id, ()) if each.code in one.standards]
        under.setdefault(each.aspect_id, []).append(_standard(each, serving.get(each.code, ()), about, zone, uses))
    return StandardsPage(
        title=_title(len(holding), sum(each.code not in serving for each in holding)),
        aspects=tuple(
            AspectUsed(
                name=piece(each.name),
                description=piece(each.description),
                asked=[_question(one) for one in asked.get(each.pk, ())],
                used=links_to_uses(each, uses),
                standards=under.get(each.pk, ()),
                chips=() if each.pk in asked else (Chip(_("nobody is asked about it"), "needs"),),
                url=reverse("standards:write_aspect", kwargs={"unit": top, "code": each.code}) if top else "",
                write=f"{links.WRITE_STANDARD.path()}?aspect={each.code}",
            )
            for each in aspects
        ),
        may_write=may_write,
        new_aspect=f"{links.WRITE_STANDARD.path()}?kind=aspect",
        empty=None if aspects else Empty(says=_("No standard has been published yet."), icon="standards"),
    )


def _title(count: int, unserved: int) -> str:
    if not count:
        return _("No standards yet")
    if unserved:
        return ngettext(
            "%(unserved)s of %(count)s standard is served by no process",
            "%(unserved)s of %(count)s standards are served by no process",
            count,
        ) % {"unserved": number(unserved), "count": number(count)}
    return ngettext(
        "%(count)s standard, served by at least one process",
        "%(count)s standards, each served by at least one process",
        count,
    ) % {"count": number(count)}


def _standard(
    each: "Standard", serving: "Sequence[Process]", about: "Sequence[AskedAbout]", zone: str, uses: Uses
) -> StandardShown:
    since = {"number": each.version, "day": day(today.day_in(zone, at=each.published_at))}
    return StandardShown(
        text=piece(each.text),
        examples=examples_shown(each.examples),
        since=_("Version %(number)s, since %(day)s") % since,
        served=[_process(one) for one in serving],
        asked=[_("asked: %(question)s") % {"question": _question(one)} for one in about],
        chips=() if serving else (Chip(_("no process serves it"), "needs"),),
        url=f"{links.WRITE_STANDARD.path()}?code={each.code}",
        against=link_to_cases_against(each.code, uses),
    )


def _process(process: "Process") -> str:
    return _("%(process)s (%(unit)s)") % {"process": process.name, "unit": process.unit.name}


def _question(one: "AskedAbout") -> str:
    return _("“%(question)s” in %(survey)s") % {"question": one.question, "survey": one.instrument}
