"""Files that came with answers, for who may read the voice."""

from dataclasses import dataclass
from pathlib import Path

from servewell.base import files
from servewell.base.permissions import Actor
from servewell.rooms.voice.models import Attachment, Voice
from servewell.rooms.voice.selectors.filtering import readable


class NoSuchAttachment(Exception):
    """No file of that number came with that voice, or the viewer may not read the voice."""


@dataclass(frozen=True)
class AttachedFile:
    """``item`` is the name of the question that it answers. ``path`` may be gone, where a back-up left files out."""

    number: int
    item: str
    name: str
    size: int
    media_type: str
    digest: str

    @property
    def path(self) -> Path:
        return files.path_of(self.digest)


def attached_to(voice: Voice) -> tuple[AttachedFile, ...]:
    """In the order in which they came."""
    return tuple(_file(each) for each in voice.attachments.select_related("item").order_by("pk"))


def attachment(*, viewer: Actor, voice: int, number: int) -> AttachedFile:
    """Raises NoSuchAttachment."""
    of_the_voice = Attachment.objects.filter(voice__in=readable(viewer).filter(pk=voice))
    found = of_the_voice.select_related("item").filter(pk=number).first()
    if found is None:
        raise NoSuchAttachment(number)
    return _file(found)


def _file(kept: Attachment) -> AttachedFile:
    return AttachedFile(
        number=kept.pk,
        item=kept.item.name,
        name=kept.name,
        size=kept.size,
        media_type=kept.media_type,
        digest=kept.digest,
    )
