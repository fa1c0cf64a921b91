"""The service chain as a drawing: customers at the top, below them whoever serves them, and so on down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from servewell.rooms.standards.selectors import Chain

WIDTH, HEIGHT = 176, 64
BESIDE, BELOW, EDGE = 28, 72, 8
LINE_HOLDS = 21
LINES = 2
WIDE_FROM = "\u2e80"  # Chinese signs take twice the room
DIP = 40
# more than these do not fit beside each other on a desk's screen
ABREAST = 4
# what a phone shows at once
NARROW = 300
SHIFT = (WIDTH + BESIDE) // 2


@dataclass(frozen=True)
class Line:
    """One line of words in a box, and where its middle stands."""

    text: str
    y: int


@dataclass(frozen=True)
class Box:
    """``label`` says all of it to whoever does not see the drawing. ``url`` may be empty."""

    x: int
    y: int
    lines: Sequence[Line]
    detail: Line
    middle: int
    label: str
    url: str
    tone: str


@dataclass(frozen=True)
class Arrow:
    path: str
    is_here: bool


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    box_width: int
    box_height: int
    boxes: Sequence[Box]
    arrows: Sequence[Arrow]

    @property
    def is_wide(self) -> bool:
        return self.width > NARROW


@dataclass(frozen=True)
class Spot:
    """Where a place stands in the drawing: its row, counted from the customers, and the corner of its box."""

    row: int
    x: int
    y: int


def layers_of(chain: Chain) -> Sequence[Sequence[int]]:
    """Places by their steps to the customer; those that reach none come last. In a layer each stands under its own."""
    reach = max(chain.steps.values(), default=-1)
    layers = [[key for key in chain.places if chain.steps.get(key) == step] for step in range(reach + 1)]
    layers.append([key for key in chain.places if key not in chain.steps])
    ordered: list[Sequence[int]] = []
    for layer in layers:
        above = {key: place for place, key in enumerate(ordered[-1])} if ordered else {}
        ordered.append(sorted(layer, key=lambda key: _middle_of(above, chain.served_by.get(key, ()))))
    return [layer for layer in ordered if layer]


def _middle_of(above: Mapping[int, int], served: Sequence[int]) -> float:
    spots = [above[key] for key in served if key in above]
    return sum(spots) / len(spots) if spots else len(above)


def drawing(
    chain: Chain, *, urls: Mapping[int, str], labels: Mapping[int, str], details: Mapping[int, str], here: int | None
) -> Drawing:
    rows = _rows_of(layers_of(chain))
    width = 2 * EDGE + max((shift + _span(len(row)) for row, shift in rows), default=0)
    spots = {
        key: Spot(number, EDGE + shift + place * (WIDTH + BESIDE), EDGE + number * (HEIGHT + BELOW))
        for number, (row, shift) in enumerate(rows)
        for place, key in enumerate(row)
    }
    dips = any(spots[each.server_id].row == spots[each.served_id].row == len(rows) - 1 for each in chain.services)
    return Drawing(
        width=width,
        height=2 * EDGE + len(rows) * (HEIGHT + BELOW) - BELOW + (DIP if dips else 0),
        box_width=WIDTH,
        box_height=HEIGHT,
        boxes=[
            _box(chain, key, spot, url=urls.get(key, ""), label=labels[key], detail=details[key], here=here)
            for key, spot in spots.items()
        ],
        arrows=[
            Arrow(_path(spots[each.server_id], spots[each.served_id]), here in (each.server_id, each.served_id))
            for each in chain.services
        ],
    )


def _rows_of(layers: Sequence[Sequence[int]]) -> Sequence[tuple[Sequence[int], int]]:
    """A layer that is too wide takes several rows; each second one is shifted, so that arrows pass between boxes."""
    rows: list[tuple[Sequence[int], int]] = []
    for layer in layers:
        number = -(-len(layer) // ABREAST)
        size = -(-len(layer) // number)
        rows += [(layer[place * size : (place + 1) * size], SHIFT * (place % 2)) for place in range(number)]
    return rows


def _span(boxes: int) -> int:
    return boxes * WIDTH + (boxes - 1) * BESIDE


def _box(chain: Chain, key: int, spot: Spot, *, url: str, label: str, detail: str, here: int | None) -> Box:
    lines = wrapped(str(chain.places[key].name))
    first = spot.y + (26 if len(lines) == 1 else 20)
    return Box(
        x=spot.x,
        y=spot.y,
        lines=[Line(text, first + 17 * number) for number, text in enumerate(lines)],
        detail=Line(wrapped(detail, lines=1, holds=27)[0] if detail else "", spot.y + HEIGHT - 10),
        middle=spot.x + WIDTH // 2,
        label=label,
        url=url,
        tone=_tone(chain, key, here),
    )


def _tone(chain: Chain, key: int, here: int | None) -> str:
    if key == here:
        return "here"
    if chain.places[key].is_customer:
        return "customer"
    return "plain" if key in chain.steps else "needs"


def _path(server: Spot, served: Spot) -> str:
    """From the one that serves to the one that is served, which mostly stands above it."""
    middle, its_middle = server.x + WIDTH // 2, served.x + WIDTH // 2
    if server.row > served.row:
        return _curve(middle, server.y, its_middle, served.y + HEIGHT, bend=-BELOW // 2)
    if server.row < served.row:
        return _curve(middle, server.y + HEIGHT, its_middle, served.y, bend=BELOW // 2)
    if abs(server.x - served.x) == WIDTH + BESIDE:
        level = server.y + HEIGHT // 2
        ends = (server.x + WIDTH, served.x) if served.x > server.x else (server.x, served.x + WIDTH)
        return f"M{ends[0]} {level} L{ends[1]} {level}"
    bottom = server.y + HEIGHT
    return f"M{middle} {bottom} C{middle} {bottom + DIP} {its_middle} {bottom + DIP} {its_middle} {bottom}"


def _curve(x: int, y: int, to_x: int, to_y: int, *, bend: int) -> str:
    return f"M{x} {y} C{x} {y + bend} {to_x} {to_y - bend} {to_x} {to_y}"


def wrapped(text: str, *, lines: int = LINES, holds: int = LINE_HOLDS) -> Sequence[str]:
    """The words in so many lines; what does not fit ends in an ellipsis, and stands whole in the label."""
    rest = text.strip()
    found: list[str] = []
    while rest and len(found) < lines:
        cut = _fits(rest, holds)
        if cut < len(rest) and len(found) + 1 < lines and (blank := rest.rfind(" ", 0, cut + 1)) > 0:
            cut = blank
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    if rest:
        found[-1] = found[-1][: _fits(found[-1], holds - 1)].rstrip() + "…"
    return found or [""]


def _fits(text: str, holds: int) -> int:
    room = holds
    for place, sign in enumerate(text):
        room -= 2 if sign >= WIDE_FROM else 1
        if room < 0:
            return max(1, place)
    return len(text)
