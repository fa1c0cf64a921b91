"""Published figures become their files, for the worker and for whoever waits for a small one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from django.utils import translation

from servewell.base import today
from servewell.rooms.insight import selectors as insight
from servewell.rooms.insight import services
from servewell.rooms.insight.terms import Form, Trouble
from servewell.rooms.people import selectors as people
from servewell.web.insight.shown import asked, naming
from servewell.web.insight.shown.prints import printed, sheet
from servewell.web.kit import prints

if TYPE_CHECKING:
    from servewell.rooms.insight.models import Published
    from servewell.rooms.insight.selectors import Satisfaction, Statement
    from servewell.rooms.voice.selectors import Heard

PRESS: Final = ("weasyprint", "vl-convert-python")
SHEETS: Final = ("insight/press.css",)


class ThereIsNoChart(Exception):
    """A picture was asked for of figures that have no chart."""


def make(*, number: int) -> None:
    """The file of what was asked for, with today's figures; what is made already stays.

    Raises NotPrinted, which may be mended, and WordsAreErased: the next try reads those words no more. Where there is
    nothing to publish it says so on the row and ends.
    """
    published = insight.to_be_made(number=number)
    if published is None:
        return
    try:
        with translation.override(published.language):
            _publish(published)
    except (ThereIsNoChart, insight.NothingToPublish, insight.NoSuchIndicator, people.NoSuchUnit):
        services.could_not_publish(published=published, why=Trouble.NOTHING)
    except prints.CannotPrint:
        services.could_not_publish(published=published, why=Trouble.LACKING)
        raise
    except (prints.NotPrinted, services.WordsAreErased):
        services.could_not_publish(published=published, why=Trouble.FAILED)
        raise


def _publish(published: "Published") -> None:
    look = insight.look_kept(texts=published.look)
    found, basis = insight.of_one_state(viewer=published.asked_by, look=look, at=today.now())
    statement = insight.statement(found=found, basis=basis)
    quoted: Sequence[Heard] = ()
    if published.form == Form.PDF:
        quoted = asked.heard_for(published.asked_by, found) or ()
    software = {} if published.form == Form.CSV else insight.software(names=PRESS)
    services.publish(
        published=published,
        statement=statement,
        title=asked.page_of(published.asked_by, found).title,
        content=_content(published, found, statement, quoted, software),
        with_software=software,
        has_words=bool(quoted),
        quoted=[each.customer for each in quoted if each.customer is not None],
        voices=[each.number for each in quoted],
        at=today.now(),
    )


def _content(
    published: "Published",
    found: "Satisfaction",
    statement: "Statement",
    quoted: "Sequence[Heard]",
    software: dict[str, str],
) -> bytes:
    if published.form == Form.CSV:
        named = naming.Named(
            whole=str(found.meaning.title),
            aspects={each.code: str(each.name) for each in found.aspects},
            units={each.code: str(each.name) for each in found.below},
            by=found.look.by,
        )
        return "".join(sheet.lines(found, statement, published, named)).encode()
    if published.form == Form.PNG:
        picture = printed.picture(found, statement, published)
        if picture is None:
            raise ThereIsNoChart(found.unit.code)
        return prints.png_of(picture=picture, language=published.language)
    page = printed.printed_page(found, statement, published, quoted=quoted, software=software)
    charts = {"chart": page.chart} if page.chart else {}
    return prints.pdf_of(
        template="insight/print.html", page=page, language=published.language, charts=charts, sheets=SHEETS
    )
