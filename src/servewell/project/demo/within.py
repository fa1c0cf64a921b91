"""What employees write to the HR desk, which is kept apart: its own people read and answer it."""

import uuid
from datetime import datetime, timedelta
from typing import cast

from servewell.base.permissions import HOUSE
from servewell.project.demo import shelf
from servewell.project.demo.company import Founded
from servewell.project.demo.history import ITEMS
from servewell.project.demo.shelf import entries, text
from servewell.rooms.cases import selectors as cases_asked
from servewell.rooms.cases import services as cases
from servewell.rooms.voice import services as voice


def employees_write(*, founded: Founded, at: datetime) -> None:
    """Each letter becomes a case of whoever answers there; some bear a note of theirs."""
    for one in entries(shelf.book("demo/internal")["letters"]):
        arrived_at = at - timedelta(hours=cast(int, one["hours_ago"]))
        marks = {item: ["4"] for item in ITEMS.values()}
        heard = voice.receive_survey(
            channel=founded.channels["hr-desk"],
            invitation=None,
            submission=uuid.uuid5(uuid.NAMESPACE_URL, text(one["code"])),
            posted={
                **marks, "overall": ["4"], "words": [text(one["text"])], "answer": ["true"],
                "email": [f"{text(one['code'])}@example.com"],
            },
            language=text(one["language"]),
            at=arrived_at,
        )  # fmt: skip
        case = cases_asked.case_of_voice(voice=heard.pk, viewer=HOUSE)
        if "note" in one and case.owner is not None:
            cases.note(case=case, text=text(one["note"]), by=case.owner, at=arrived_at + timedelta(minutes=40))
