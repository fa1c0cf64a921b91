"""The form of a subscription, and the pages behind the link that ends its mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from servewell.base.words import active_language, collation_key, django_name
from servewell.rooms.insight import rules
from servewell.rooms.insight import selectors as insight
from servewell.rooms.people import selectors as people
from servewell.web.insight.forms import SubscribedForm, SubscriptionForm
from servewell.web.insight.shown.weekly import sentences
from servewell.web.kit import moments
from servewell.web.kit.components import Shell

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from servewell.rooms.insight.models import Subscription
    from servewell.rooms.people.models import Person


@dataclass(frozen=True)
class SubscriptionPage:
    """``says`` is what holds now. ``end_url`` is empty where there is nothing to end."""

    title: str
    says: Sequence[str]
    form: SubscriptionForm
    is_subscribed: bool
    end_url: str


@dataclass(frozen=True)
class OtherRow:
    number: str
    name: str
    says: str
    end_url: str


@dataclass(frozen=True)
class OthersPage:
    title: str
    rows: Sequence[OtherRow]
    form: SubscribedForm


@dataclass(frozen=True)
class MailEndsPage:
    title: str
    says: str
    path: str = ""


def subscription_page(
    reader: "Person", *, at: "datetime", filled: "Mapping[str, object] | None" = None
) -> SubscriptionPage:
    held = insight.subscription_of(person=reader)
    return SubscriptionPage(
        title=_("Monday's page"),
        says=_what_holds(reader, held, at),
        form=SubscriptionForm(filled, units=units_offered(reader), initial=_initial(held)),
        is_subscribed=held is not None,
        end_url=reverse("insight:monday_end") if held else "",
    )


def units_offered(reader: "Person") -> Sequence[tuple[str, str]]:
    seen = [(unit.code, str(unit.name)) for unit in people.units_seen(viewer=reader, power=rules.SEE)]
    return sorted(seen, key=lambda each: collation_key(each[1], active_language()))


def _initial(held: "Subscription | None") -> dict[str, object]:
    if held is None:
        return {"weekday": 1, "hour": 7, "language": "", "by_mail": "mail", "units": []}
    chosen = people.units_by_key(keys=insight.chosen_of(subscription=held))
    return {
        "weekday": held.weekday,
        "hour": held.hour,
        "language": held.language,
        "by_mail": "mail" if held.by_mail else "page",
        "units": [unit.code for unit in chosen.values()],
    }


def _what_holds(reader: "Person", held: "Subscription | None", at: "datetime") -> Sequence[str]:
    if held is None:
        return (_("One page each week: what went well, what to ask, what waits. You are not subscribed."),)
    moment, zone = insight.next_moment(subscription=held, at=at)
    said = {
        "day": sentences.weekday(held.weekday),
        "moment": moments.moment(moment, zone),
        "place": moments.place_of(zone),
    }
    told = [_("The next one comes on %(day)s, %(moment)s on the clock of %(place)s.") % said]
    if held.by_mail and not reader.email:
        told.append(_("You have no e-mail address with us, so it comes only as a page."))
    return told


def others_page(viewer: "Person", *, at: "datetime", filled: "Mapping[str, object] | None" = None) -> OthersPage:
    return OthersPage(
        title=_("Who gets Monday's page"),
        rows=[_other(each) for each in insight.subscribed_in(viewer=viewer, at=at)],
        form=SubscribedForm(filled),
    )


def _other(held: "Subscription") -> OtherRow:
    said = {"day": sentences.weekday(held.weekday), "hour": f"{held.hour:02d}:00"}
    how = _("%(day)s, %(hour)s, by mail") if held.by_mail else _("%(day)s, %(hour)s, as a page")
    end_url = reverse("insight:monday_end_other", args=[held.person.number])
    return OtherRow(held.person.number, held.person.name, how % said, end_url)


def asks_to_end(request: HttpRequest, held: "Subscription") -> HttpResponse:
    with translation.override(django_name(insight.language_of(subscription=held))):
        page = MailEndsPage(
            title=_("Shall Monday's mail stop?"),
            says=_("One press, and no more of these mails come to you. The page itself goes on coming in Servewell."),
            path=request.path,
        )
        return _shown(request, page)


def has_ended(request: HttpRequest, held: "Subscription") -> HttpResponse:
    with translation.override(django_name(insight.language_of(subscription=held))):
        page = MailEndsPage(
            title=_("Monday's mail has stopped"),
            says=_("If you change your mind, sign in and choose the mail again under Monday's page."),
        )
        return _shown(request, page)


def no_such_link(request: HttpRequest) -> HttpResponse:
    page = MailEndsPage(
        title=_("This link is not one of ours"),
        says=_("Please open it from the mail once more, or sign in and end it under Monday's page."),
    )
    return _shown(request, page, status=404)


def _shown(request: HttpRequest, page: MailEndsPage, *, status: int = 200) -> HttpResponse:
    response = render(
        request, "insight/monday_mail_ends.html", {"page": page, "shell": Shell(brand="Servewell")}, status=status
    )
    patch_cache_control(response, private=True, no_store=True)
    return response
