"""Files that come with an answer are kept for good when the answer is."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from servewell.base import files
from servewell.engines import forms
from servewell.rooms.people import selectors as people
from servewell.rooms.voice.models import Attachment, Import
from servewell.rooms.voice.services.storing import attached_in


@contextmanager
def kept(values: Mapping[str, forms.AnswerValue], staged: Mapping[str, str]) -> Iterator[Mapping[str, forms.FaultKind]]:
    """The files of an answer get their place, and lose it again where the answer is not stored within.

    ``staged`` is where each lies, by digest. Gives the items whose file is not there any more. Raises NoRoomLeft.
    """
    placed, gone = [], {}
    for name, file in attached_in(values):
        if files.path_of(file.digest).exists():
            continue
        try:
            stored = files.finish(staged.get(file.digest, ""))
        except files.NoSuchFile:
            gone[name] = forms.FaultKind.NOT_A_FILE
            continue
        placed.append(stored.digest)
        if stored.digest != file.digest:
            gone[name] = forms.FaultKind.NOT_A_FILE
    try:
        yield gone
    except BaseException:
        for digest in placed:
            forget_content(digest)
        raise
    for _name, file in attached_in(values):
        if staged.get(file.digest):
            files.forget(staged[file.digest])


def forget_content(key: str) -> None:
    """The same content may have come more than once, as a staff file or a logo too, and is kept once."""
    is_used = Import.objects.filter(file=key).exists() or Attachment.objects.filter(digest=key).exists()
    if not is_used and not people.keeps_file(key=key):
        files.forget(key)
