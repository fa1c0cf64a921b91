"""``servewell executive``: the executive's page, for analysts and for print."""

from typing import TYPE_CHECKING

import click

from servewell.project.commands.told import as_json, tell, with_django

if TYPE_CHECKING:
    from servewell.rooms.cases.selectors import Standing
    from servewell.rooms.insight.selectors import Department, Judged, Overview, Unowned


@click.command(help="Print every department with its voices, cases and satisfaction, and what nobody owns.")
@click.option("--unit", help="Only what stands below the unit of this code; left out: the company.")
@as_json
@with_django
def executive(unit: str | None, as_json: bool) -> None:
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.project.catching_up import catch_up  # noqa: PLC0415
    from servewell.rooms.insight import selectors as insight  # noqa: PLC0415
    from servewell.rooms.people.selectors import NoSuchUnit  # noqa: PLC0415

    catch_up(at=today.now())
    try:
        found = insight.overview(viewer=HOUSE, at=today.now(), unit=unit)
    except NoSuchUnit as fault:
        said = f"no unit has the code {unit!r}" if unit else str(fault)
        raise click.BadParameter(said, param_hint="--unit") from fault
    document = _document(found)
    tell(document, words="\n".join(_lines(found)), as_json=as_json)


def _document(found: "Overview") -> dict[str, object]:
    unowned = found.unowned
    return {
        "unit": found.unit.code,
        "from": found.span.from_on,
        "until": found.span.until_on,
        "definition": str(found.meaning.definition) if found.meaning else None,
        "employees": _judged(found.internal),
        "customers": _judged(found.external),
        "cases": _cases(found.cases),
        "departments": [_department(each) for each in found.departments],
        "nobody_owns": {
            "cases": unowned.cases,
            "cases_of_people_who_left": unowned.left_cases,
            "units_without_leader": [unit.code for unit in unowned.units],
            "processes": {row.code: [gap.value for gap in row.gaps] for row in unowned.processes},
            "standards": list(unowned.standards),
            "voices_nobody_may_read": {each.unit.code: each.count for each in unowned.unread},
        },
    }


def _department(each: "Department") -> dict[str, object]:
    return {
        "unit": each.unit.code,
        "employees": _judged(each.internal),
        "customers": _judged(each.external),
        "cases": _cases(each.cases),
        "processes": each.processes,
        "standards": each.standards,
    }


def _judged(judged: "Judged") -> dict[str, object]:
    share = judged.share
    return {
        "voices": judged.voices,
        "value": share.value if share else None,
        "low": share.low if share else None,
        "high": share.high if share else None,
        "n": share.n if share else 0,
        "against_the_others": judged.verdict.value if judged.verdict else None,
    }


def _cases(standing: "Standing") -> dict[str, int]:
    return {
        "open": standing.open,
        "overdue": standing.overdue,
        "without_owner": standing.unowned,
        "due": standing.due,
        "answered_in_time": standing.kept,
    }


def _lines(found: "Overview") -> list[str]:
    heads = f"{'department':<24} {'employees say':<28} {'customers say':<28} {'open':>6} {'overdue':>8} {'in time':>9}"
    rows = [_line(each.unit.code, each.internal, each.external, each.cases) for each in found.departments]
    whole = _line(found.unit.code, found.internal, found.external, found.cases)
    return [
        heads,
        *rows,
        whole,
        "",
        _nobodys(found.unowned),
        str(found.meaning.definition) if found.meaning else "Nobody has defined what satisfied means.",
    ]


def _nobodys(unowned: "Unowned") -> str:
    return (
        f"nobody owns: {unowned.cases} cases, {unowned.left_cases} cases of people who left, "
        f"{len(unowned.units)} units without a leader, {len(unowned.processes)} processes with gaps, "
        f"{len(unowned.standards)} standards, {sum(each.count for each in unowned.unread)} voices"
    )


def _line(code: str, internal: "Judged", external: "Judged", cases: "Standing") -> str:
    in_time = f"{cases.kept}/{cases.due}"
    return f"{code:<24} {_said(internal):<28} {_said(external):<28} {cases.open:>6} {cases.overdue:>8} {in_time:>9}"


def _said(judged: "Judged") -> str:
    share = judged.share
    if share is None or share.value is None:
        return "-"
    between = f"{share.low:.3f}-{share.high:.3f}, " if share.low is not None and share.high is not None else ""
    return f"{share.value:.3f} ({between}n={share.n})"
