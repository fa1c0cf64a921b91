"""The size of a file, as people say it: by thousands, with signs that are the same in every language."""

from servewell.web.kit.figures import number

THOUSAND, MILLION = 1000, 1_000_000


def size_says(size: int) -> str:
    if size < MILLION:
        return f"{number(max(round(size / THOUSAND), 1))} kB"
    return f"{number(size // MILLION if size % MILLION == 0 else round(size / MILLION, 1))} MB"
