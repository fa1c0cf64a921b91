"""J3: a leader gets Monday's page, opens a signal, writes its cause, and is not asked again the next Monday."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest

from servewell.project.demo.company import Founded
from servewell.rooms.people.models import Unit
from servewell.web.insight import jobs
from tests.builders.mondays import the_units_answered
from tests.engines.mail.smtp_servers import Keeper
from tests.programmes.visitor import Visitor

LEADER = "1101"  # of Harbour Hotel Shanghai


@pytest.fixture
def fallen(company: Founded) -> Unit:
    """November lies below the limit of the leader's hotel."""
    hotel = company.units["harbour-hotel"]
    the_units_answered(fallen=[hotel])
    return hotel


def test_j3_a_signal_comes_by_mail_is_explained_once_and_is_not_asked_about_again(
    fallen: Unit, signed_in: Callable[[str], Visitor], mailbox: Keeper, clock: list[datetime]
) -> None:
    leader = signed_in(LEADER)
    form = leader.open("/monday/subscription")
    form.send("weekday", weekday="1", hour="7", language="en", by_mail="mail")
    jobs.send_mondays_now()

    [sent] = [message_from_bytes(each.content or b"", policy=policy.default) for each in mailbox.taken]  # type: ignore[arg-type]
    assert sent["Subject"] == "Harbour Hotel Shanghai does worse than chance explains"
    assert "你知道原因吗？" in leader.open("/monday").text  # on the screen in the reader's own language

    asked = leader.open("/satisfaction?unit=harbour-hotel")
    asked.send(
        "rule", text="The lift stood still.", first="2026-11", last="2026-11", rule="beyond-limits", side="below"
    )

    clock[0] = datetime(2026, 11, 22, 23, 0, tzinfo=UTC) + timedelta(minutes=1)  # Monday, seven o'clock in Shanghai
    jobs.send_mondays_now()

    page = leader.open("/monday").text
    assert len(mailbox.taken) == 2
    assert "或者原因已经说明" in page
    assert "你知道原因吗？" not in page
