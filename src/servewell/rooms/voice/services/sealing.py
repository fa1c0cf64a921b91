"""A voice that few may read leaves every list, until it is read by all again. Who the few are, a room above knows."""

from datetime import datetime

from django.db import transaction

from servewell.base import record
from servewell.base.permissions import HOUSE, Actor, NotAllowed
from servewell.rooms.voice.models import Seal, Voice


@transaction.atomic
def seal(*, voice: int, by: Actor, at: datetime) -> Seal:
    """Sealed again, nothing changes. For the house only: whoever asks it has asked who may. Raises NotAllowed."""
    _demand_house(by)
    sealed, is_new = Seal.objects.get_or_create(voice_id=voice, defaults={"sealed_at": at})
    if is_new:
        record.write(deed="voice.seal", thing=sealed, by=by, at=at, detail={"voice": voice})
    return sealed


def hold(*, voice: int) -> None:
    """Within the other deed's transaction: whoever else asks whether it is to be sealed waits until that has ended."""
    list(Voice.objects.select_for_update(no_key=True).filter(pk=voice).values_list("pk"))


@transaction.atomic
def unseal(*, voice: int, by: Actor, at: datetime) -> None:
    """Where it is not sealed, nothing changes. For the house only. Raises NotAllowed."""
    _demand_house(by)
    for sealed in Seal.objects.select_for_update().filter(voice=voice):
        record.write(deed="voice.unseal", thing=sealed, by=by, at=at, detail={"voice": voice})
        sealed.delete()


def _demand_house(by: Actor) -> None:
    if by is not HOUSE:
        raise NotAllowed("only the house seals a voice: a room above has asked who may")
