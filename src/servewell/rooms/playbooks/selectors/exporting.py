"""What stands, written down as a playbook that would install it."""

from servewell.base.permissions import Actor
from servewell.base.playbook import said_words, vocabularies, written
from servewell.base.words import Words
from servewell.rooms.people import selectors as people
from servewell.rooms.playbooks import rules
from servewell.rooms.playbooks.selectors.reading import MANIFEST

OWN_CODE = "company"
NOT_FOR_OTHERS = "not for others"


class NothingToWrite(Exception):
    """There is no company in this home yet."""


def company_playbook(*, viewer: Actor) -> dict[str, str]:
    """What stands in the whole company, named after it. Raises NotAllowed, NothingToWrite."""
    people.require_over_all(actor=viewer, power=rules.INSTALL)
    top = people.top_unit()
    if top is None:
        raise NothingToWrite
    return export(code=OWN_CODE, version=1, title=top.name, licence=NOT_FOR_OTHERS)


def export(*, code: str, version: int, title: Words, licence: str) -> dict[str, str]:
    """One file for each vocabulary that has something, and the manifest; by name. Equal for equal homes."""
    files: dict[str, str] = {}
    for vocabulary in vocabularies():
        entries = [dict(vocabulary.said(thing)) for thing in vocabulary.standing()]
        if entries:
            files[f"{vocabulary.name}.yaml"] = written({vocabulary.name: entries})
    manifest = {
        "code": code,
        "version": version,
        "title": said_words(title),
        "licence": licence,
        "speaks": [name.removesuffix(".yaml") for name in files],
    }
    return {MANIFEST: written(manifest), **files}
