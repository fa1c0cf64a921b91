"""The demo company from nothing to now."""

import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from servewell.base import bus
from servewell.base.models import FollowUp
from servewell.project.demo import (
    asking,
    caused,
    company,
    defining,
    desk,
    files,
    guests,
    history,
    judging,
    leavers,
    letters,
    mondays,
    present,
    regulars,
    shelf,
    sign_ins,
    telling,
    unfinished,
    whole,
    within,
)
from servewell.project.demo.shelf import Size
from servewell.project.demo.sign_ins import DemoSignIn
from servewell.rooms.cases import services as cases
from servewell.rooms.insight import services as insight
from servewell.rooms.voice import services as voice

MAILBOX = {"demo_mailbox": "true", "mail_host": '"127.0.0.1"', "mail_port": "8025", "mail_security": '"none"'}


def tell(
    *, home: Path, at: datetime, seed: int, say: Callable[[str], None], size: Size = Size.SMALL
) -> list[DemoSignIn]:
    """Build it all. ``say`` is told how far it got. Returns the sign-ins, which are kept in the home as well."""
    unfinished.begins(home)
    say("Founding the company …")
    founded_at = at - timedelta(days=800)
    founded = company.found(at=founded_at, today=at.date(), company=_told(size))
    present.message_of_the_year(founded=founded, at=at)
    present.handbook_is_published(founded=founded, founded_at=founded_at, at=at)
    say("People sign their pledge …")
    present.pledges_are_signed(founded=founded, at=at)
    leavers.worked_here(founded=founded, at=at, founded_at=founded_at)
    guests_drawn = regulars.drawn(company=founded.company, at=at, seed=seed)
    known = regulars.are_known(regulars=guests_drawn, at=founded_at)
    say("Customers answer …")
    say(f"{_customers_answer(founded, size=size, at=at, seed=seed):,} voices. Letters arrive …")
    _letters_arrive(founded, home=home, size=size, at=at)
    guests.are_known(founded=founded, at=at)
    judging.is_asked(founded=founded, at=at, seed=seed)
    defining.figures_are_defined(at=at)
    asking.has_asked(founded=founded, home=home, at=at)
    asking.is_planned(founded=founded, at=at)
    # after the campaign, which asks only the guests who are known by name
    regulars.stayed(founded=founded, regulars=guests_drawn, known=known, at=at, seed=seed)
    telling.leaders_say(founded=founded, at=at)
    say("Figures are computed …")
    insight.rebuild(at=at)
    _follow_up(at)
    mondays.page_has_come(home=home, at=at)
    made = present.sign_ins(home=home, at=at)
    sign_ins.keep(home, made)
    _set_up_mailbox(home / "servewell.toml")
    unfinished.ends(home)
    return made


def _told(size: Size) -> shelf.Entry:
    return whole.company() if size is Size.WHOLE else shelf.book("demo/company")


def _customers_answer(founded: company.Founded, *, size: Size, at: datetime, seed: int) -> int:
    """By the units' own surveys, and in the whole company by files from its further units. Returns how many did."""
    by_survey = history.take_in(founded=founded, at=at, seed=seed)
    by_file = files.are_taken_in(founded=founded, at=at, seed=seed) if size is Size.WHOLE else 0
    return by_survey + by_file


def _letters_arrive(founded: company.Founded, *, home: Path, size: Size, at: datetime) -> None:
    letters.arrive(founded=founded, home=home, at=at)
    if size is Size.WHOLE:
        desk.is_at_work(founded=founded, at=at)
        caused.is_found_out(founded=founded, at=at)
        within.employees_write(founded=founded, at=at)


def _follow_up(at: datetime) -> None:
    """What the worker would do at its first start, so that a home is at rest when its demo is told."""
    for key in FollowUp.objects.filter(done_at__isnull=True).order_by("pk").values_list("pk", flat=True):
        bus.perform(key=key, at=at)
    while voice.index_words() or cases.index_cases():
        pass
    insight.draw_limits(at=at)
    insight.draw_limits_of_outcomes(at=at)


def _set_up_mailbox(file: Path) -> None:
    """What the host has set stays as it is."""
    written = file.read_text(encoding="utf-8") if file.exists() else ""
    known = tomllib.loads(written)
    if "mail_host" in known:
        return
    lines = [f"{key} = {value}" for key, value in MAILBOX.items() if key not in known]
    file.write_text("\n".join([*written.splitlines(), *lines, ""]), encoding="utf-8")
