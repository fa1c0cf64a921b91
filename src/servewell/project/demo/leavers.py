"""Colleagues who have left the demo company: without them nobody could tell whether employees stay."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, cast

from servewell.base.permissions import HOUSE
from servewell.project.demo import shelf
from servewell.project.demo.company import Founded
from servewell.project.demo.shelf import entries, entry, text, words
from servewell.rooms.commitments import selectors as commitments_asked
from servewell.rooms.commitments import services as commitments
from servewell.rooms.people import services as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


def worked_here(*, founded: Founded, at: datetime, founded_at: datetime) -> None:
    """Each was there when the company was founded, signed the pledge as everybody does, and left on their day."""
    written, jobs = entries(shelf.book("demo/leavers")["leavers"]), entry(shelf.book("demo/company")["jobs"])
    postings = people.join(
        people=[
            people.Newcomer(
                number=text(one["number"]),
                name=text(one["name"]),
                email="",
                language=text(one["language"]),
                unit=text(one["unit"]),
                job=words(jobs[text(one["job"])]),
                from_on=cast(date, one["started_on"]),
            )
            for one in written
        ],
        by=HOUSE,
        at=founded_at,
    )
    for one, posting in zip(written, postings, strict=True):
        _signs(posting.person, founded_at + timedelta(days=1))
        on = at.date() - timedelta(days=cast(int, one["days_ago"]) - 1)
        people.leave(person=posting.person, on=on, by=HOUSE, at=datetime.combine(on, time(9), at.tzinfo))


def _signs(person: "Person", at: datetime) -> None:
    choices = cast(list[str], shelf.book("demo/own_words")[person.language])
    commitments.sign(
        version=commitments_asked.pledge_for(viewer=person, code="service-pledge"),
        language=person.language,
        own_words=choices[person.pk % len(choices)],
        typed_name=person.name,
        by=person,
        at=at,
    )
