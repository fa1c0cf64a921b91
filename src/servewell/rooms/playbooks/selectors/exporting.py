"""What stands, written down as a playbook that would install it."""

from servewell.base.playbook import said_words, vocabularies, written
from servewell.base.words import Words
from servewell.rooms.playbooks.selectors.reading import MANIFEST


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
