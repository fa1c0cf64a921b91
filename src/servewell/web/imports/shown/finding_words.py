"""The sentences of findings."""

from servewell.rooms.voice.services import SeenFinding


def says(finding: SeenFinding) -> str:
    return finding.code


def choice(code: str, finding: SeenFinding) -> str:
    return code
