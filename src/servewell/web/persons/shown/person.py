"""What a person's page shows: to themselves all of it, to who leads them what decency allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links
from servewell.base.paging import Page
from servewell.engines import stats
from servewell.rooms.obligations import selectors as obligations
from servewell.rooms.people import rules
from servewell.rooms.people import selectors as people
from servewell.rooms.people.terms import FOR_EVER
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice import terms
from servewell.web.kit.components import Chip, Crumb, Definition, Figure, Letter, Link
from servewell.web.kit.figures import number, share_figure
from servewell.web.kit.templatetags.kit import day
from servewell.web.persons.forms import CredentialForm, LeaderForm, ReplyForm

if TYPE_CHECKING:
    from servewell.rooms.people.models import Credential, Leadership, Person, Posting
    from servewell.rooms.voice.selectors import Heard, Reply


@dataclass(frozen=True)
class Line:
    says: str
    detail: str
    chip: Chip | None = None


@dataclass(frozen=True)
class Said:
    """One voice about the person, and what they had to say to it; ``form`` is theirs alone."""

    letters: Sequence[Letter]
    where: str
    link: Link | None
    replies: Sequence[Letter]
    form: ReplyForm | None


@dataclass(frozen=True)
class Voices:
    """``why_no_figure`` stands where no figure may be told, and why."""

    says: str
    figure: Figure | None
    why_no_figure: str
    said: Sequence[Said]
    older: int | None


@dataclass(frozen=True)
class Plain:
    """What the person and who leads them see alike."""

    number: str
    postings: Sequence[Line]
    leaders: Sequence[Line]
    duties: Sequence[Line]
    credentials: Sequence[Line]


@dataclass(frozen=True)
class PersonPage:
    title: str
    plain: Plain
    is_own: bool
    crumbs: Sequence[Crumb]
    credential_form: CredentialForm | None
    leader_form: LeaderForm | None
    voices: Voices | None
    may_look: bool
    teams_only: str
    looks: Sequence[Line]
    links: Sequence[Link]


def own_page(person: "Person", *, on: date, before: int | None = None, reply: ReplyForm | None = None) -> PersonPage:
    """One's own, with everything."""
    looks = people.looks_at(person=person, viewer=person)
    return PersonPage(
        title=_("%(name)s, your own page") % {"name": person.name},
        is_own=True,
        crumbs=(),
        voices=_voices(person, person, before=before, reply=reply),
        may_look=False,
        teams_only=_("In your part of the company this figure is yours alone: others are told of teams only.")
        if people.is_team_level(person=person, on=on)
        else "",
        looks=tuple(Line(each.name, day(each.at)) for each in looks),
        credential_form=None,
        leader_form=None,
        links=(
            Link(_("How you sign in"), reverse("people:my_sign_in")),
            Link(_("What you may do, and why"), reverse("roles:mine")),
        ),
        plain=_plain(person, on),
    )


def page_of(
    person: "Person", *, viewer: "Person", on: date, looks: bool = False, before: int | None = None,
    form: CredentialForm | None = None, leader: LeaderForm | None = None,
) -> PersonPage:  # fmt: skip
    """Somebody else's: what customers said stands there only once the viewer has said that they look."""
    is_hidden = people.is_team_level(person=person, on=on)
    may_manage = people.may_over(actor=viewer, power=rules.MANAGE, person=person)
    more = [Link(_("Who may see this, and why"), reverse("roles:who_sees_person", kwargs={"number": person.number}))]
    if people.may_over(actor=viewer, power=rules.DEPUTISE, person=person):
        more.append(Link(_("Name a deputy"), reverse("roles:deputy", kwargs={"number": person.number})))
    if may_manage:
        more.append(Link(_("What they hold, and hand it on"), links.HELD.path(number=person.number)))
    return PersonPage(
        title=person.name,
        is_own=False,
        crumbs=(Crumb(_("Team"), links.TEAM.path()),),
        voices=_voices(person, viewer, before=before) if looks and not is_hidden else None,
        may_look=not is_hidden and not looks and people.may_over(actor=viewer, power=voice_rules.READ, person=person),
        teams_only=_("Here, what customers said is told of teams only.") if is_hidden else "",
        looks=(),
        credential_form=(form or CredentialForm(initial={"from_on": on})) if may_manage else None,
        leader_form=(leader or LeaderForm(initial={"from_on": on})) if may_manage else None,
        links=tuple(more),
        plain=_plain(person, on),
    )


def _plain(person: "Person", on: date) -> Plain:
    return Plain(
        number=person.number,
        postings=tuple(_posting(each, on) for each in people.postings_of(person=person)),
        leaders=tuple(_leader(each, on) for each in people.leaders_of(person=person)),
        duties=tuple(_duty(each) for each in obligations.duties_of(person=person, on=on)),
        credentials=tuple(_credential(each, on) for each in people.credentials_of(person=person)),
    )


def _days(from_on: date, until_on: date) -> str:
    if until_on == FOR_EVER:
        return _("since %(day)s") % {"day": day(from_on)}
    return _("%(first)s to %(last)s") % {"first": day(from_on), "last": day(until_on - timedelta(days=1))}


def _posting(posting: "Posting", on: date) -> Line:
    ahead = Chip(_("not begun yet")) if posting.from_on > on else None
    now = Chip(_("now"), "accent") if posting.holds_on(on) else ahead
    return Line(
        _("%(job)s, %(unit)s") % {"job": posting.job, "unit": posting.unit.name},
        _days(posting.from_on, posting.until_on),
        now,
    )


def _leader(line: "Leadership", on: date) -> Line:
    ahead = Chip(_("not begun yet")) if line.from_on > on else None
    now = Chip(_("now"), "accent") if line.from_on <= on < line.until_on else ahead
    says = _("%(name)s (%(number)s)") % {"name": line.leader.name, "number": line.leader.number}
    return Line(says, _days(line.from_on, line.until_on), now)


def _duty(duty: obligations.Duty) -> Line:
    if duty.fulfilled_at is not None:
        return Line(str(duty.title), _("Done on %(day)s") % {"day": day(duty.fulfilled_at)}, Chip(_("done"), "accent"))
    chip = Chip(_("overdue"), "needs") if duty.is_late else Chip(_("open"))
    return Line(str(duty.title), _("Due on %(day)s") % {"day": day(duty.due_on)}, chip)


def _credential(credential: "Credential", on: date) -> Line:
    has_ended = credential.until_on <= on
    return Line(
        str(credential.title),
        _("%(issuer)s, %(days)s")
        % {"issuer": credential.issuer, "days": _days(credential.from_on, credential.until_on)},
        Chip(_("ended")) if has_ended else None,
    )


def _voices(person: "Person", viewer: "Person", *, before: int | None, reply: ReplyForm | None = None) -> Voices:
    about = voices.about(person=person, viewer=viewer)
    page = voices.said_about(person=person, viewer=viewer, before=before)
    beside = voices.replies_beside(voices=[each.number for each in page.items])
    is_own = viewer.pk == person.pk
    return Voices(
        says=ngettext("%(number)s voice", "%(number)s voices", about.n) % {"number": number(about.n)},
        figure=_figure(about),
        why_no_figure=_why_no_figure(about),
        said=_said(page, beside, is_own=is_own, reply=reply),
        older=page.older,
    )


def _why_no_figure(about: voices.About) -> str:
    if not about.n:
        return _("Nobody has said anything yet about work that was served here.")
    if about.n < terms.FEWEST_ABOUT_A_PERSON:
        return _("Fewer than ten voices: their words stand here, and no figure is told.")
    if len(about.kinds) < terms.FEWEST_KINDS_OF_EVIDENCE:
        return _("Not enough yet: all of it is evidence of one kind, and nobody is judged by one kind alone.")
    return ""


def _figure(about: voices.About) -> Figure | None:
    if _why_no_figure(about):
        return None
    estimate = stats.share(successes=about.satisfied, n=about.n)
    return share_figure(
        label=_("Satisfied with work served here"),
        value=estimate.value,
        low=estimate.low,
        high=estimate.high,
        n=about.n,
        definition=Definition(
            term=_("How this is counted"),
            says=_(
                "The share of voices that chose one of the best answers for the whole, of all about encounters that"
                " this person served, with an interval of 95 percent. It takes ten voices and two kinds of evidence."
            ),
        ),
    )


def _said(
    page: "Page[Heard]", beside: "Sequence[Reply]", *, is_own: bool, reply: ReplyForm | None
) -> tuple[Said, ...]:  # fmt: skip
    return tuple(
        Said(
            letters=tuple(Letter(text=words.text, language=words.language) for words in heard.words),
            where=" · ".join((str(heard.unit_name), day(heard.on))),
            link=None if is_own else Link(_("What they answered"), links.VOICE.path(number=heard.number)),
            replies=tuple(letter_of(each) for each in beside if each.voice == heard.number),
            form=_form(heard.number, reply) if is_own else None,
        )
        for heard in page.items
    )


def letter_of(reply: "Reply") -> Letter:
    came = _("Own words, %(day)s") % {"day": day(reply.said_at)}
    return Letter(text=reply.text, language=reply.language, written_by=reply.name, came=came)


def _form(voice: int, refused: ReplyForm | None) -> ReplyForm:
    """The one that was refused stands where it was typed."""
    if refused is not None and refused["voice"].value() == str(voice):
        return refused
    return ReplyForm(initial={"voice": voice}, auto_id=f"id-{voice}-%s")
