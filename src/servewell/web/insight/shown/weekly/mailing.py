"""Monday's page as a mail: tables and inline styles, for that is what mail programs understand, and plain text."""

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string

from servewell.base import links, today
from servewell.base.words import django_name
from servewell.engines import mail
from servewell.rooms.insight import selectors as insight
from servewell.rooms.people import selectors as people
from servewell.web.insight.shown.weekly.opened import in_language_of, page_in_its_language
from servewell.web.insight.shown.weekly.page import MondayPage, week_url
from servewell.web.kit import prints

if TYPE_CHECKING:
    from servewell.engines.prints import Press
    from servewell.rooms.insight.models import Monday

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mailed:
    """What stands in the mail: ``sender`` is the company's name, ``files`` go with it."""

    sender: str
    subject: str
    text: str
    html: str
    files: tuple[mail.Attachment, ...]


def mailed(kept: "Monday", *, press: "Press") -> Mailed:
    """In the language of the page, with addresses that lead back to this host.

    Where this host cannot print, the mail goes without a PDF, and says so.
    """
    with in_language_of(kept):
        page, sender = page_in_its_language(kept), _company(kept)
        files = _printed(kept, page, press)
        said = {
            "page": page,
            "language": kept.language,
            "company": sender,
            "has_pdf": bool(files),
            "base": str(settings.BASE_URL),
            "page_url": f"{settings.BASE_URL}{week_url(kept.week)}",
            "change_url": links.MONDAY_SUBSCRIPTION.address(),
            "end_url": links.MONDAY_MAIL_ENDS.address(token=insight.token_of(subscription=kept.subscription)),
        }
        return Mailed(
            sender=sender,
            subject=page.title,
            text=render_to_string("insight/monday_mail.txt", said).strip(),
            html=render_to_string("insight/monday_mail.html", said),
            files=files,
        )


def _printed(kept: "Monday", page: MondayPage, press: "Press") -> tuple[mail.Attachment, ...]:
    try:
        content = prints.pdf_of(
            template="insight/monday_print.html",
            page=page,
            language=django_name(kept.language),
            sheets=["insight/monday_press.css"],
            by=press,
        )
    except prints.NotPrinted as fault:
        log.warning("the mail of Monday %s goes without a PDF: %s", kept.pk, fault)
        return ()
    return (mail.Attachment(f"{kept.week.isoformat()}.pdf", "application/pdf", content),)


def _company(kept: "Monday") -> str:
    company = people.company(on=today.day_in(kept.zone, at=kept.made_at))
    if company is None:
        return "Servewell"
    return str(company.brand_name or company.unit.name)
