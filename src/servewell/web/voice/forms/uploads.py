"""Files that customers send with a form: they are staged as they come, and kept for good with the answer.

A staged file is one that is still arriving, as ``base.files`` has it: whoever goes away leaves it behind, and it is
forgotten after a week. What the form carries from then on is a signed token.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from servewell.base import files
from servewell.engines import forms
from servewell.rooms.voice import terms
from servewell.web.kit.questions import KeptFile, size_says

if TYPE_CHECKING:
    from django.http import HttpRequest

SALT = "servewell.survey-file"
LONGEST_NAME = 200
FIRST_BYTES = 16
UNKNOWN = "application/octet-stream"


class TokenIsForged(Exception):
    """The form carries no token of ours for a file, or one that was made for another link."""


@dataclass(frozen=True)
class Staged:
    """``key`` is where it lies until the answer is sent; ``media_type`` is what its first bytes say."""

    key: str
    digest: str
    name: str
    size: int
    media_type: str

    def token(self, *, link: str) -> str:
        return signing.dumps([link, *astuple(self)], salt=SALT)

    @classmethod
    def read(cls, token: str, *, link: str) -> "Staged":
        """Raises TokenIsForged."""
        try:
            made_for, *parts = signing.loads(token, salt=SALT)
        except (signing.BadSignature, ValueError) as fault:
            raise TokenIsForged from fault
        if made_for != link:
            raise TokenIsForged
        return cls(*parts)

    @property
    def attached(self) -> Mapping[str, object]:
        """As ``forms.validate`` reads a file."""
        return {"name": self.name, "type": self.media_type, "size": self.size, "digest": self.digest}


class StagedFile(UploadedFile):  # type: ignore[type-arg]
    """What Django hands on where another handler would hand on the content."""

    def __init__(self, staged: Staged) -> None:
        super().__init__(file=None, name=staged.name, content_type=staged.media_type, size=staged.size)
        self.staged = staged

    def close(self) -> None:
        """Nothing is open. Django closes what came where the rest cannot be taken apart."""


class Stage(FileUploadHandler):
    """Writes each file where it will stay, piece by piece, and reads on over what is too large.

    A browser whose upload is cut off shows an error of its own and loses the form: so everything is read, and only
    what can be kept is kept. ``too_large`` are the fields whose file was not.
    """

    def __init__(self, request: "HttpRequest") -> None:
        super().__init__(request)
        self.too_large: set[str] = set()
        self._left = terms.LARGEST_UPLOAD
        self._begun: list[str] = []

    def new_file(self, field_name: str, *args: object, **more: object) -> None:
        super().new_file(field_name, *args, **more)  # type: ignore[arg-type]
        self._key, self._size = files.begin(), 0
        self._begun.append(self._key)
        self._sum, self._first = hashlib.sha256(), b""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._left -= len(raw_data)
        if self._left < 0 or self._size + len(raw_data) > terms.LARGEST_FILE:
            files.forget(self._key)
            self.too_large.add(str(self.field_name))
            raise SkipFile
        files.append(self._key, self._size, raw_data)
        self._size += len(raw_data)
        self._sum.update(raw_data)
        self._first = (self._first + raw_data)[:FIRST_BYTES]

    def forget(self) -> None:
        """What came so far goes: nobody gets a token for it."""
        for key in self._begun:
            files.forget(key)

    def file_complete(self, file_size: int) -> StagedFile:
        name = PurePath(str(self.file_name).replace("\\", "/")).name.replace("\0", "")[:LONGEST_NAME]
        staged = Staged(self._key, self._sum.hexdigest(), name or "file", self._size, media_type_of(self._first))
        return StagedFile(staged)


def media_type_of(first: bytes) -> str:
    """By what the content begins with, whatever its name or the browser says."""
    if first[4:8] == b"ftyp":
        return _OF_BRAND.get(first[8:12], "video/mp4")
    if first[:4] == b"RIFF" and first[8:12] == b"WEBP":
        return "image/webp"
    return next((media_type for beginning, media_type in _BEGINNINGS.items() if first.startswith(beginning)), UNKNOWN)


_BEGINNINGS = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"%PDF-": "application/pdf",
    b"ID3": "audio/mpeg",
    b"\xff\xfb": "audio/mpeg",
    b"\xff\xf3": "audio/mpeg",
}
_OF_BRAND = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"hevc", b"mif1", b"msf1"), "image/heic"),
    **dict.fromkeys((b"M4A ", b"M4B "), "audio/mp4"),
}


def attached_by(link: str) -> Callable[[str], Mapping[str, object] | None]:
    """Reads the tokens of one link's files."""

    def attached(token: str) -> Mapping[str, object] | None:
        try:
            return Staged.read(token, link=link).attached
        except TokenIsForged:
            return None

    return attached


def unfitness(item: forms.Item, token: str, *, link: str) -> forms.FaultKind | None:
    """Why an item does not take this file, which then is forgotten. What is no file of ours is not judged here."""
    try:
        staged = Staged.read(token, link=link)
    except TokenIsForged:
        return None
    if staged.media_type not in item.media_types:
        fault = forms.FaultKind.WRONG_TYPE_OF_FILE
    elif item.largest is not None and staged.size > item.largest:
        fault = forms.FaultKind.FILE_TOO_LARGE
    else:
        return None
    files.forget(staged.key)
    return fault


def kept_file(token: str, *, link: str) -> KeptFile | None:
    """As it is shown in the form that comes back."""
    try:
        staged = Staged.read(token, link=link)
    except TokenIsForged:
        return None
    return KeptFile(token=token, name=staged.name, size=size_says(staged.size))
