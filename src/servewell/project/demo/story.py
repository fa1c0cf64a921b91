"""The demo company from nothing to now."""

import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from servewell.base import bus
from servewell.base.models import FollowUp
from servewell.project.demo import (
    asking,
    company,
    defining,
    guests,
    history,
    judging,
    leavers,
    letters,
    mondays,
    present,
    regulars,
    sign_ins,
    telling,
    unfinished,
)
from servewell.project.demo.sign_ins import DemoSignIn
from servewell.rooms.cases import services as cases
from servewell.rooms.insight import services as insight
from servewell.rooms.voice import services as voice

MAILBOX = {"demo_mailbox": "true", "mail_host": '"127.0.0.1"', "mail_port": "8025", "mail_security": '"none"'}


def tell(*, home: Path, at: datetime, seed: int, say: Callable[[str], None]) -> list[DemoSignIn]:
    """Build it all. ``say`` is told how far it got. Returns the sign-ins, which are kept in the home as well."""
    unfinished.begins(home)
    say("Founding the company …")
    founded_at = at - timedelta(days=800)
    founded = company.found(at=founded_at, today=at.date())
    present.message_of_the_year(founded=founded, at=at)
    say("People sign their pledge …")
    present.pledges_are_signed(founded=founded, at=at)
    leavers.worked_here(founded=founded, at=at, founded_at=founded_at)
    guests_drawn = regulars.drawn(at=at, seed=seed)
    known = regulars.are_known(regulars=guests_drawn, at=founded_at)
    say("Two years of customers answer …")
    voices = history.take_in(founded=founded, at=at, seed=seed)
    say(f"{voices} voices. Letters arrive …")
    letters.arrive(founded=founded, home=home, at=at)
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
