"""A playbook as one file: equal files make equal zips, and what is no playbook's zip says why."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

import pytest

from servewell.base.playbook import PlaybookIsFaulty
from servewell.rooms.playbooks.selectors import packed, unpacked

FILES = {"roles.yaml": "roles: []\n# 你好", "playbook.yaml": "code: mine\n"}


def a_zip(files: Mapping[str, bytes]) -> bytes:
    found = BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in files.items():
            pack.writestr(name, content)
    return found.getvalue()


def locked() -> bytes:
    """The mark of a password, where a zip keeps it: at the file and in the list at the end."""
    content = bytearray(a_zip({"a.yaml": b"x"}))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(sign) + place] |= 1
    return bytes(content)


def lying() -> bytes:
    """It says that it holds a few bytes, and a million come out."""
    content = bytearray(a_zip({"a.yaml": b"0" * 1_000_000}))
    place = content.index(b"PK\x01\x02") + 24
    content[place : place + 4] = (10).to_bytes(4, "little")
    return bytes(content)


def test_what_was_packed_comes_out_and_is_packed_as_the_same() -> None:
    first = packed(files=FILES, folder="mine")
    beside = a_zip({"__MACOSX/mine/._roles.yaml": b"\0", "mine/.hidden.yaml": b"", "mine/read.me": b"", "mine/": b""})

    assert first == packed(files=dict(reversed(FILES.items())), folder="mine")
    assert unpacked(content=first, name="mine.zip", largest=1_000) == FILES
    assert unpacked(content=a_zip({"a.yaml": b"b"}), name="mine.zip", largest=1_000) == {"a.yaml": "b"}
    assert unpacked(content=beside, name="mine.zip", largest=1_000) == {}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "m.zip, line 1: this is no zip that can be opened: make it again, without a password"),
        (b"roles: []", "m.zip, line 1: this is no zip that can be opened: make it again, without a password"),
        (locked(), "m.zip, line 1: this is no zip that can be opened: make it again, without a password"),
        (lying(), "m.zip, line 1: this is no zip that can be opened: make it again, without a password"),
        (a_zip({"a.yaml": b"0" * 1_001}), "m.zip, line 1: use at most 60 files of 1,000 bytes together"),
        (a_zip({f"{n}.yaml": b"" for n in range(61)}), "m.zip, line 1: use at most 60 files of 1,000 bytes together"),
        (a_zip({str(n): b"" for n in range(1_001)}), "m.zip, line 1: it holds more than 1,000 files"),
        (a_zip({"a/a.yaml": b"", "b/b.yaml": b""}), "m.zip, line 1: its files lie in several folders, a and b"),
        (a_zip({"a.yaml": b"\xf3"}), "a.yaml, line 1: this is not written in UTF-8: save it so"),
        (a_zip({"a//a.yaml": b"", "a/a.yaml": b""}), "m.zip, line 1: it holds two files of one name: leave one out"),
    ],
)
def test_what_is_no_playbooks_zip_says_why(content: bytes, says: str) -> None:
    with pytest.raises(PlaybookIsFaulty) as faulty:
        unpacked(content=content, name="m.zip", largest=1_000)

    assert str(faulty.value).startswith(says)
