"""A closer look at one unit, as its pages say it: ``servewell measure --chart``, ``--compare``, ``--drivers``,
``--outcomes``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from servewell.rooms.insight.selectors import Look


Told = tuple[Mapping[str, Any], str]


def looked_closer(what: str, look: "Look") -> Told:
    """What the API answers of a unit, as a document and in words. Raises BadParameter, and what a look may raise."""
    if look.unit is None:
        raise click.BadParameter(f"--{what} is of one unit: give its code", param_hint="--unit")
    return CLOSER[what](look)


def refuse_beside_it(**given: object) -> None:
    """Raises BadParameter for an option that a page knows not: it would be left out without a word."""
    for name, value in given.items():
        if value is not None:
            hint = f"--{name.replace('_', '-')}"
            raise click.BadParameter("a page shows what the company defined, over its own periods", param_hint=hint)


def _chart(look: "Look") -> Told:
    from servewell.base.permissions import HOUSE  # noqa: PLC0415  needs Django
    from servewell.web.insight.api.standing import as_document  # noqa: PLC0415

    found = as_document(viewer=HOUSE, look=look)
    return found, "\n".join(_lines(found))


def _compare(look: "Look") -> Told:
    from servewell.base.permissions import HOUSE  # noqa: PLC0415  needs Django
    from servewell.rooms.insight.terms import Depth  # noqa: PLC0415
    from servewell.web.insight.api.comparing import as_document  # noqa: PLC0415

    found = as_document(viewer=HOUSE, look=look, depth=Depth.RIGHT_BELOW)
    lines = [
        f"{each['code']:<24} {_figure(each):<48} {each['verdict'] or 'not compared':<10} {_expected(each['expected'])}"
        for each in _rows(found, "units")
    ]
    return found, "\n".join([str(found["says"]), f"{found['definition']}\n", *(line.rstrip() for line in lines)])


def _drivers(look: "Look") -> Told:
    from servewell.base.permissions import HOUSE  # noqa: PLC0415  needs Django
    from servewell.web.insight.api.driving import as_document  # noqa: PLC0415

    found = as_document(viewer=HOUSE, look=look)
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


def _outcomes(look: "Look") -> Told:
    from servewell.base.permissions import HOUSE  # noqa: PLC0415  needs Django
    from servewell.rooms.insight.selectors import Look  # noqa: PLC0415
    from servewell.web.insight.api.outcoming import as_document  # noqa: PLC0415

    if look != Look(unit=look.unit, until=look.until, tree=look.tree):
        said = "outcomes are of all answers, by month, as the company defined css"
        raise click.BadParameter(said, param_hint="--outcomes")
    found = as_document(viewer=HOUSE, unit=look.unit or "", until=look.until, tree=look.tree)
    return found, "\n".join(_lines_of_outcomes(found))


CLOSER: Mapping[str, Callable[["Look"], Told]] = {
    "chart": _chart,
    "compare": _compare,
    "drivers": _drivers,
    "outcomes": _outcomes,
}


def _lines_of_outcomes(found: Mapping[str, Any]) -> Iterator[str]:
    """What is inside comes first, as on the page."""
    yield found["says"]
    now, before = found["now"], found["before"]
    yield f"{now['first']} to {now['last']}, against {before['first']} to {before['last']}"
    for name in ("employees", "customers"):
        told = found[name]
        if told is not None:
            yield _outcome(name, told, told["verdict"], told["says"])
    latest = {"came again": "year", "left": "year", "complaints": "now"}
    counted = {name: found[name.replace(" ", "_")] for name in latest}
    for name, told in counted.items():
        yield _outcome(name, told[latest[name]], told["verdict"], told["says"])
        yield from (f"{'':<12}{kept_in_words(each)}" for each in told["kept_limits"])
    yield ""
    if found["definition"] is not None:
        yield f"employees and customers: {found['definition']}"
    yield from (f"{name}: {told['definition']}" for name, told in counted.items())


def kept_in_words(limits: Mapping[str, Any]) -> str:
    drawn = f"limits since {limits['since']}, drawn {limits['drawn_on']} up to {limits['drawn_until']}"
    return f"{drawn} by {limits['drawn_by']}: {limits['reason']}" if limits["drawn_by"] else drawn


def _outcome(name: str, figure: Mapping[str, Any], verdict: str | None, says: str) -> str:
    if figure["value"] is None:
        return f"{name:<12}{says}"
    between = "" if figure["low"] is None else f"  ({figure['low']:.3f} to {figure['high']:.3f})"
    against = {
        None: "not compared with the year before",
        "above": "above the year before",
        "below": "below the year before",
        "same": "cannot be told apart from the year before",
        "withheld": "not compared with the year before: the scale changed",
    }[verdict]
    return f"{name:<12}{figure['value']:.3f}{between}; {says}; {against}"


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    yield found["says"]
    yield f"{found['now']['first']} to {found['now']['last']}: {_figure(found['figure'])}"
    yield f"{found['definition']}\n"
    yield from _aims(found["target"])
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


def _aims(target: Mapping[str, Any] | None) -> Iterator[str]:
    if target is not None:
        reached = {"reached": ", reached", "missed": ", not reached"}.get(target["reach"] or "", "")
        yield f"target {target['value']:.3f} since {target['since']}{reached}"


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
