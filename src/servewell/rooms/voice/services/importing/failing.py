"""An import that cannot go on ends, with words that say why, and the next file of its recipe comes in."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F

from servewell.base import record
from servewell.rooms.customers import services as customers
from servewell.rooms.voice import terms
from servewell.rooms.voice.models import Import
from servewell.rooms.voice.services.importing.showing import next_ones_turn

MOST_TRIES: Final = 3
UNFORESEEN: Final = {
    "code": "unforeseen",
    "what": "Taking in broke off several times at the same place, for a reason that nobody foresaw.",
    "where": "",
    "mend": "Whoever runs Servewell finds the reason in its log. Mend that, then bring the file again.",
}
NOT_ALLOWED: Final = {
    "code": "not-allowed",
    "what": "Whoever started this may not do all that the recipe says any more.",
    "where": "",
    "mend": "Let somebody who may bring the file again.",
}


def has_tries_left(run: Import) -> bool:
    """Count one more try that has not moved; a batch that comes in sets them to nought."""
    coming = Import.objects.filter(pk=run.pk, state=terms.ImportState.TAKING_IN.value, turn=run.turn)
    coming.update(tries=F("tries") + 1)
    run.refresh_from_db(fields=["tries"])
    return run.tries <= MOST_TRIES


@transaction.atomic
def fail(run: Import, fault: dict[str, str], *, at: datetime) -> None:
    state = terms.ImportState
    failing = Import.objects.filter(pk=run.pk, state=state.TAKING_IN.value, turn=run.turn)
    if failing.update(state=state.FAILED.value, fault=fault):
        run.state, run.fault = state.FAILED.value, fault
        customers.withdraw_batch(source=record.key_of(run), at=at)
        next_ones_turn(run)
