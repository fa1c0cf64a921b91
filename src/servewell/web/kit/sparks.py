"""A trend small enough for a row of a table: an SVG with attributes only, so the strict policy has nothing to block."""

from collections.abc import Collection, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT, EDGE = 96.0, 24.0, 3.0


def spark(values: Sequence[float | None], *, says: str, cuts: Collection[int] = (), ink: str = "") -> SafeString:
    """`says` is what the drawing shows, in words: it is all a screen reader gets.

    `cuts` are the places that no line reaches from the place before, as where a scale changed. `ink` is the colour for
    the press, which gives drawings no style.
    """
    known = [(i, value) for i, value in enumerate(values) if value is not None]
    points = _points(known, of=len(values))
    if not points:
        return format_html('<span class="kit-muted">{}</span>', says)
    stretches = [sum(cut <= i for cut in cuts) for i, _ in known]
    lines = [
        [point for point, of in zip(points, stretches, strict=True) if of == stretch]
        for stretch in sorted(set(stretches))
    ]
    x, y = points[-1]
    return format_html(
        '<svg class="kit-spark" viewBox="0 0 {} {}" role="img" aria-label="{}">{}'
        '<circle cx="{}" cy="{}" r="2.5"{}/></svg>',
        f"{WIDTH:g}",
        f"{HEIGHT:g}",
        says,
        format_html_join("", '<polyline points="{}"{}/>', ((_line(line), _drawn_in(ink)) for line in lines)),
        f"{x:.1f}",
        f"{y:.1f}",
        format_html(' fill="{}"', ink) if ink else "",
    )


def _drawn_in(ink: str) -> SafeString | str:
    return format_html(' fill="none" stroke="{}" stroke-width="1.75"', ink) if ink else ""


def _line(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _points(known: Sequence[tuple[int, float]], *, of: int) -> Sequence[tuple[float, float]]:
    if not known:
        return []
    low, high = min(value for _, value in known), max(value for _, value in known)
    across, down = (WIDTH - 2 * EDGE) / max(of - 1, 1), HEIGHT - 2 * EDGE
    return [
        (EDGE + i * across, HEIGHT / 2 if high == low else EDGE + down * (high - value) / (high - low))
        for i, value in known
    ]
