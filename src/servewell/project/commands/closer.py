"""A closer look at one unit, as its pages say it: ``servewell measure --chart``, ``--compare``, ``--drivers``."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from servewell.rooms.insight.selectors import Look


Told = tuple[Mapping[str, Any], str]


def looked_closer(what: str, look: "Look") -> Told:
    """What the API answers of a unit, as a document and in words. Raises BadParameter, and what a look may raise."""
    from servewell.rooms.insight import selectors as insight  # noqa: PLC0415  needs Django

    if look.unit is None:
        raise click.BadParameter(f"--{what} is of one unit: give its code", param_hint="--unit")
    insight.require_known(look=look)
    return CLOSER[what](look)


def refuse_beside_it(**given: object) -> None:
    """Raises BadParameter for an option that a page knows not: it would be left out without a word."""
    for name, value in given.items():
        if value is not None:
            hint = f"--{name.replace('_', '-')}"
            raise click.BadParameter("a page shows what the company defined, over its own periods", param_hint=hint)


def _chart(look: "Look") -> Told:
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.rooms.insight import selectors as insight  # noqa: PLC0415
    from servewell.web.insight.api.standing import as_document  # noqa: PLC0415

    found = as_document(insight.satisfaction(viewer=HOUSE, look=look, at=today.now()))
    return found, "\n".join(_lines(found))


def _compare(look: "Look") -> Told:
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.rooms.insight import selectors as insight  # noqa: PLC0415
    from servewell.rooms.insight.terms import Depth  # noqa: PLC0415
    from servewell.web.insight.api.comparing import as_document  # noqa: PLC0415

    asked = insight.compared(viewer=HOUSE, look=look, depth=Depth.RIGHT_BELOW, at=today.now())
    found = as_document(asked)
    lines = [
        f"{each['code']:<24} {_figure(each):<48} {each['verdict'] or 'not compared':<10} {_expected(each['expected'])}"
        for each in _rows(found, "units")
    ]
    return found, "\n".join([str(found["says"]), f"{found['definition']}\n", *(line.rstrip() for line in lines)])


def _drivers(look: "Look") -> Told:
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.rooms.insight import selectors as insight  # noqa: PLC0415
    from servewell.web.insight.api.driving import as_document  # noqa: PLC0415

    found = as_document(insight.driving(viewer=HOUSE, look=look, of=None, at=today.now()))
    lines = [
        f"{each['code']:<24} {each['part']:.3f}  ({each['low']:.3f} to {each['high']:.3f}); "
        f"level {each['level']:.3f}  ({each['level_low']:.3f} to {each['level_high']:.3f})"
        for each in _rows(found, "drivers")
    ]
    return found, "\n".join([str(found["says"]), "", *lines])


def _rows(found: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    rows: Sequence[Mapping[str, Any]] = found[name]
    return rows


def _expected(expected: Mapping[str, float] | None) -> str:
    return "" if expected is None else f"expected {expected['value']:.3f}"


CLOSER: Mapping[str, Callable[["Look"], Told]] = {"chart": _chart, "compare": _compare, "drivers": _drivers}


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    yield found["says"]
    yield f"{found['now']['first']} to {found['now']['last']}: {_figure(found['figure'])}"
    yield f"{found['definition']}\n"
    for chart in found["charts"]:
        if chart["says"]:
            yield f"{chart['first']} to {chart['last']}: {chart['says']}"
    for signal in found["signals"]:
        yield signal["says"]
    yield ""
    marked = {period for signal in found["signals"] for period in signal["periods"]}
    for each in found["periods"]:
        limits = _limits([each["lower"], each["centre"], each["upper"]])
        yield f"{each['period']:<12}{'*' if each['period'] in marked else ' '} {_figure(each):<48} {limits}".rstrip()


def _figure(share: Mapping[str, Any]) -> str:
    if share["withheld"]:
        return "withheld: too few answers"
    if share["value"] is None:
        return f"no figure (n = {share['n']})"
    between = "" if share["low"] is None else f"{share['low']:.3f} to {share['high']:.3f}, "
    return f"{share['value']:.3f}  ({between}n = {share['n']})"


def _limits(ends: Sequence[float | None]) -> str:
    if ends[1] is None:
        return ""
    return "limits " + " / ".join("–" if end is None else f"{end:.3f}" for end in ends)
