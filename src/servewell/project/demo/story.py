"""The demo company from nothing to now."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from servewell.project.demo import company, history, present, sign_ins
from servewell.project.demo.sign_ins import DemoSignIn
from servewell.rooms.insight import services as insight

MAILBOX = 'demo_mailbox = true\nmail_host = "127.0.0.1"\nmail_port = 8025\nmail_security = "none"\n'


def tell(*, home: Path, at: datetime, seed: int, say: Callable[[str], None]) -> list[DemoSignIn]:
    """Build it all. ``say`` is told how far it got. Returns the sign-ins, which are kept in the home as well."""
    say("Founding the company …")
    founded = company.found(at=at - timedelta(days=800))
    present.message_of_the_year(founded=founded, at=at)
    say("People sign their pledge …")
    present.pledges_are_signed(founded=founded, at=at)
    say("Two years of customers answer …")
    voices = history.take_in(founded=founded, at=at, seed=seed)
    say(f"{voices} voices. Letters arrive …")
    present.letters_arrive(founded=founded, at=at)
    say("Figures are computed …")
    insight.rebuild(at=at)
    made = present.sign_ins(home=home, at=at)
    sign_ins.keep(home, made)
    (home / "servewell.toml").write_text(MAILBOX, encoding="utf-8")
    return made
