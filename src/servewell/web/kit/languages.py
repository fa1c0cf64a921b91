"""Django writes zh-hans; HTML, fonts and screen readers want zh-Hans."""


def language_tag(code: str) -> str:
    parts = code.replace("_", "-").split("-")
    return "-".join([parts[0].lower(), *(_subtag(part) for part in parts[1:])])


def _subtag(part: str) -> str:
    return part.title() if len(part) == 4 else part.upper()
