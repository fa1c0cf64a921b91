"""What the pages of playbooks show."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base.playbook import Step, vocabularies
from servewell.base.words import CODES, Words, active_language
from servewell.rooms.playbooks import selectors
from servewell.rooms.playbooks.selectors import Difference, Plan, Planned
from servewell.web.kit.components import Chip, Crumb

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

LONGEST = 300
NAMING = ("title", "name", "line", "text")


@dataclass(frozen=True)
class Shelved:
    title: str
    detail: str
    chip: Chip
    url: str


@dataclass(frozen=True)
class PlaybooksPage:
    """``faults`` are of files that were handed over just now, in English as the command tells them."""

    title: str
    shelf: Sequence[Shelved]
    faults: Sequence[str]


@dataclass(frozen=True)
class Told:
    """A field in which what the playbook wrote, what stands here and what it wants now are not all the same."""

    field: str
    installed: str
    standing: str
    wanted: str


@dataclass(frozen=True)
class Line:
    """``name`` is what the form sends back where one may choose the playbook's; empty where there is no choice."""

    label: str
    code: str
    name: str
    told: Sequence[Told]


@dataclass(frozen=True)
class Group:
    heading: str
    says: str
    lines: Sequence[Line]
    is_open: bool


@dataclass(frozen=True)
class Offer:
    """The button under a plan, and whether it is what most people came for."""

    label: str
    is_quiet: bool


@dataclass(frozen=True)
class PlanPage:
    """``kept`` holds the files of one's own playbook until they are installed; ``looked_at`` is what the plan says.

    Without an ``offer`` there is nothing to install.
    """

    title: str
    crumbs: Sequence[Crumb]
    version: str
    groups: Sequence[Group]
    kept: str
    looked_at: str
    offer: Offer | None


def playbooks_page(*, viewer: "Person", faults: Sequence[str] = ()) -> PlaybooksPage:
    here = {each.code: each for each in selectors.installed(viewer=viewer)}
    shipped = [_shelved(each, here.get(each.code)) for each in selectors.shipped_manifests()]
    own = [
        Shelved(str(each.title), _version(each.version), Chip(_("installed"), "accent"), "")
        for each in here.values()
        if each.code not in selectors.shipped()
    ]
    count = len(here)
    title = ngettext("%(count)d playbook is installed", "%(count)d playbooks are installed", count) % {"count": count}
    return PlaybooksPage(title if count else _("No playbook is installed yet"), (*shipped, *own), faults)


def _shelved(manifest: selectors.Manifest, here: "selectors.Shelved | None") -> Shelved:
    if here is None:
        chip = Chip(_("not installed"))
    elif here.version < manifest.version:
        chip = Chip(_("version %(number)d is installed") % {"number": here.version}, "needs")
    else:
        chip = Chip(_("installed"), "accent")
    url = reverse("playbooks:playbook", kwargs={"code": manifest.code})
    return Shelved(str(manifest.title), _version(manifest.version), chip, url)


def _version(number: int) -> str:
    return _("Version %(number)d") % {"number": number}


def plan_page(plan: Plan, *, kept: str = "") -> PlanPage:
    manifest = plan.book.manifest
    return PlanPage(
        title=_foretold(plan),
        crumbs=(Crumb(_("Playbooks"), reverse("playbooks:playbooks")),),
        version=_("%(title)s, version %(number)d") % {"title": manifest.title, "number": manifest.version},
        groups=tuple(_groups(plan)),
        kept=kept,
        looked_at=plan.digest,
        offer=_offer(plan),
    )


def _offer(plan: Plan) -> Offer | None:
    if written(plan, ()):
        return Offer(_("Install"), is_quiet=False)
    if any(each.step is Step.LOCAL for each in plan.planned):
        return Offer(_("Take what is ticked from the playbook"), is_quiet=True)
    if plan.installed is None or plan.installed < plan.book.manifest.version:
        return Offer(_("Note down that this version is installed"), is_quiet=True)
    return None


def _foretold(plan: Plan) -> str:
    writes = len(written(plan, ()))
    if not writes:
        return _("Installing it would change nothing here")
    return ngettext(
        "Installing it would write %(count)d entry", "Installing it would write %(count)d entries", writes
    ) % {"count": writes}


def written(plan: Plan, overwrite: Collection[str]) -> list[Planned]:
    """What installing the plan writes."""
    return [each for each in plan.planned if each.step in (Step.ADD, Step.CHANGE) or each.name in overwrite]


def _groups(plan: Plan) -> list[Group]:
    headings = {
        Step.LOCAL: (_("Changed here"), _("Kept as it is. Tick what the playbook shall put in its place.")),
        Step.CHANGE: (_("Changes"), _("It stands as the playbook wrote it, and the playbook wants it otherwise now.")),
        Step.ADD: (_("New"), _("There is none here yet.")),
        Step.LEFT: (_("No longer in the playbook"), _("It stays here until somebody takes it away by hand.")),
        Step.SAME: (_("The same already"), ""),
    }
    titles = {each.name: _(each.title) for each in vocabularies()}
    found = []
    for step, (heading, says) in headings.items():
        lines = [_line(each, titles) for each in plan.planned if each.step is step]
        if lines:
            found.append(Group(f"{heading} ({len(lines)})", says, lines, is_open=step is not Step.SAME))
    return found


def _line(each: Planned, titles: Mapping[str, str]) -> Line:
    said: Mapping[str, object] = json.loads(each.entry.said) if each.entry else {}
    named = next((_short(said[name]) for name in NAMING if name in said), each.key)
    kind = titles.get(each.vocabulary, each.vocabulary)
    return Line(
        label=_("%(kind)s: %(name)s") % {"kind": kind, "name": named} if named else kind,
        code=each.name,
        name=each.name if each.step is Step.LOCAL else "",
        told=tuple(_told(one) for one in each.differences),
    )


def _told(one: Difference) -> Told:
    return Told(one.field, _short(one.installed), _short(one.standing), _short(one.wanted))


def _short(value: object) -> str:
    """As a person reads it: a text in their language, a list by commas, else as it stands in the file."""
    if value is None:
        return "–"
    if isinstance(value, Mapping) and value and set(value) <= set(CODES):
        texts = {str(code): str(text) for code, text in value.items()}
        text = Words(texts, source=next(iter(texts))).said(active_language()).text
    elif isinstance(value, list) and all(isinstance(each, str) for each in value):
        text = ", ".join(value)
    else:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
