"""By when answers are owed and what causes cases, in a playbook: ``answer-times:``, ``causes:`` and ``cause-rule:``."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.utils.translation import gettext_noop

from servewell.base import today
from servewell.base.permissions import HOUSE, Actor
from servewell.base.playbook import Names, Part, Said, Vocabulary, said_words, state, stated
from servewell.base.words import CODES
from servewell.engines import clocks
from servewell.engines.clocks import Day, Hours, Opening
from servewell.rooms.cases import selectors, services, terms
from servewell.rooms.cases.models import Cause, CauseRule, CauseStandard, Policy
from servewell.rooms.cases.playbook.letter_kinds import LETTER_KINDS
from servewell.rooms.people.playbook import said_unit, unit_in, unit_named, units_said

__all__ = ["ANSWER_TIMES", "CAUSES", "CAUSE_RULE", "LETTER_KINDS"]

NEEDED = ("answer-minutes", "days-at-the-latest", "opens-at-score", "openings")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_MINUTES, MOST_DAYS = 100_000, 3650
LEAF = ("kind", "standards")
HOURS = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d)")


@dataclass(frozen=True)
class Wanted:
    """``unit`` is a code, empty for the whole company."""

    unit: str
    policy: selectors.Wanted


def _read(part: Part, names: Names) -> Wanted | None:
    entries = part.all_of(NEEDED, known=("unit", "holidays", "own-days"))
    if entries is None:
        return None
    unit = unit_in(entries, names, whole=part)
    minutes = entries["answer-minutes"].whole(least=1, most=MOST_MINUTES)
    days = entries["days-at-the-latest"].whole(least=1, most=MOST_DAYS)
    bar = entries["opens-at-score"].number(least=0, most=1)
    openings = _openings(entries["openings"])
    own = [_own_day(each) for each in entries["own-days"].items()] if "own-days" in entries else []
    if unit is None or minutes is None or days is None or bar is None or any(each is None for each in own):
        return None
    policy = selectors.Wanted(
        openings=openings, answer_minutes=minutes, obligation_days=days, bar=float(bar),
        own_days=tuple(sorted((each for each in own if each is not None), key=lambda each: each.on)),
    )  # fmt: skip
    return Wanted(unit, _with_holidays(policy, entries["holidays"], names) if "holidays" in entries else policy)


def _openings(part: Part) -> tuple[Opening, ...]:
    found = part.entries(needed=(), known=WEEKDAYS)
    if not found and not part.sheet.faults:
        part.fault("the desk has to open on one weekday at least")
    return tuple(
        Opening(WEEKDAYS.index(name), hours.opens, hours.closes)
        for name in WEEKDAYS
        if name in found
        for hours in _hours(found[name])
    )


def _hours(part: Part) -> list[Hours]:
    """Several openings of one day, in order; 00:00 as the end is the end of the day."""
    found: list[Hours] = []
    for each in part.items():
        written = HOURS.fullmatch(each.text())
        try:
            hours = Hours(*(time.fromisoformat(end) for end in written.groups())) if written else None
        except clocks.ClosesBeforeItOpens:
            hours = None
        if hours is None or (found and hours.opens < found[-1].ends):
            each.fault('here should stand hours such as "09:00-17:00", each later than the one before')
        else:
            found.append(hours)
    return found


def _own_day(part: Part) -> Day | None:
    entries = part.entries(needed=("on",), known=("name", "hours"))
    on = entries["on"].day() if "on" in entries else None
    named = entries["name"].entries(needed=(), known=CODES) if "name" in entries else {}
    hours = tuple(_hours(entries["hours"])) if "hours" in entries else ()
    return Day(on, {code: each.verbatim() for code, each in named.items()}, hours) if on else None


def _with_holidays(policy: selectors.Wanted, part: Part, names: Names) -> selectors.Wanted:
    entries = part.all_of(("country", "until"), known=("part", "worked"))
    if entries is None:
        return policy
    year = today.day_in("UTC", at=names.at).year
    until = entries["until"].whole(least=year, most=year + terms.MOST_YEARS_AHEAD)
    worked = [each.day() for each in entries["worked"].items()] if "worked" in entries else []
    found = replace(
        policy,
        country=entries["country"].text(),
        part=entries["part"].text() if "part" in entries else "",
        until_year=until or year,
        left_out=frozenset(each for each in worked if each),
    )
    try:
        selectors.offered(wanted=found, on=date(year, 1, 1))
    except clocks.NoSuchCountry as fault:
        entries["country"].fault(str(fault))
    return found


def _standing() -> list[Wanted]:
    """Each unit that sets its own; a country's holidays of years that are over are left behind."""
    units, this_year = units_said(), today.day_in("UTC", at=today.now()).year
    found = []
    for each in selectors.policies_kept(viewer=HOUSE):
        if each.policy is None or each.policy.unit_id != each.unit.pk:
            continue
        policy = selectors.wanted_from(policy=each.policy)
        if policy.country and policy.until_year < this_year:
            policy = replace(policy, country="", part="", until_year=0, left_out=frozenset())
        found.append(Wanted(units[each.unit.pk], policy))
    return sorted(found, key=lambda wanted: wanted.unit)


def _said(wanted: Wanted) -> Said:
    policy = wanted.policy
    week: dict[str, list[str]] = {}
    for opening in sorted(policy.openings, key=lambda each: (each.weekday, each.opens)):
        week.setdefault(WEEKDAYS[opening.weekday], []).append(_say_hours(opening.hours))
    return {
        **said_unit(wanted.unit),
        "answer-minutes": policy.answer_minutes,
        "days-at-the-latest": policy.obligation_days,
        "opens-at-score": policy.bar,
        "openings": week,
        **stated(
            holidays=_say_holidays(policy) if policy.country else None,
            own_days=[_say_day(each) for each in policy.own_days],
        ),
    }


def _say_hours(hours: Hours) -> str:
    return f"{hours.opens:%H:%M}-{hours.closes:%H:%M}"


def _say_holidays(policy: selectors.Wanted) -> Said:
    return {
        "country": policy.country,
        **stated(part=policy.part, until=policy.until_year, worked=sorted(policy.left_out)),
    }


def _say_day(day: Day) -> Mapping[str, object]:
    return {
        "on": day.on,
        **stated(
            name={code: day.names[code] for code in CODES if day.names.get(code)},
            hours=[_say_hours(each) for each in day.hours],
        ),
    }


def _install(*, wanted: Sequence[Wanted], by: Actor, at: datetime) -> None:
    for each in wanted:
        unit = unit_named(code=each.unit)
        held = selectors.policy_of(unit=unit.pk, on=today.day_in(unit.zone, at=at))
        services.publish(unit=unit, wanted=each.policy, seen=held.pk if held else None, by=by, at=at)


ANSWER_TIMES = state(
    Vocabulary(
        name="answer-times",
        title=gettext_noop("Answer times"),
        keys=("unit",),
        after=("units",),
        read=_read,
        standing=_standing,
        said=_said,
        install=_install,
        kept_in=(Policy,),
        refusals=(services.YearOutOfReach, clocks.CalendarNeverOpens, clocks.DeadlineBeyondHorizon, clocks.DayTwice),
    )
)


@dataclass(frozen=True)
class CauseWanted:
    code: str
    draft: services.CauseDraft


def _read_cause(part: Part, names: Names) -> CauseWanted | None:
    """A leaf says its kind and standards; a branch neither of them."""
    entries = part.entries(needed=("code", "name"), known=("under", *LEAF))
    if not {"code", "name"} <= set(entries):
        return None
    code, name = entries["code"].code(longest=terms.LONGEST_CAUSE_CODE), entries["name"].words()
    if code in services.RESERVED_CAUSES:
        entries["code"].fault(f"{code!r} is an address of its own: use another code")
    above = _branch(entries, names)
    if "kind" not in entries:
        if "standards" in entries:
            entries["standards"].fault("only a cause with a kind points at standards: say attitude or process")
        return CauseWanted(code, services.CauseDraft(name, above)) if code and name and above is not None else None
    kind = entries["kind"].one_of([each.value for each in terms.CauseKind], thing="kind of cause")
    if "standards" not in entries:
        part.fault("'standards' is missing: say which were not kept")
        return None
    found = [names.one_of("standards", each, thing="standard") for each in entries["standards"].items()]
    if not found:
        entries["standards"].fault("here should stand at least one standard")
    if not (code and name and kind and found and all(found)) or above is None:
        return None
    draft = services.CauseDraft(name, above, terms.CauseKind(kind), tuple(sorted(set(found))))
    return CauseWanted(code, draft)


def _branch(entries: Mapping[str, Part], names: Names) -> str | None:
    """The code of what it stands under, which stands already or comes earlier in the files; None for a fault."""
    if "under" not in entries:
        return ""
    code, above = entries["code"].text(), names.one_of("causes", entries["under"], thing="cause")
    listed = list(names.written.get("causes", ()))
    if above in listed and code in listed and listed.index(above) >= listed.index(code):
        entries["under"].fault(f"{above!r} comes later in the files, or is the cause itself: list it before")
        return None
    return above or None


def _causes() -> list[CauseWanted]:
    """Each after what it stands under, and beside each other by code."""
    tree = {each.code: each for each in selectors.cause_tree()}
    paths = {code: _path(code, tree) for code in tree}
    return [
        CauseWanted(
            code,
            services.CauseDraft(
                tree[code].cause.name,
                tree[code].cause.above,
                None if tree[code].is_branch else terms.CauseKind(tree[code].cause.kind),
                tree[code].standards,
            ),
        )
        for code in sorted(tree, key=lambda code: paths[code])
    ]


def _path(code: str, tree: Mapping[str, selectors.CauseSeen]) -> tuple[str, ...]:
    above = tree[code].cause.above
    return (*_path(above, tree), code) if above in tree else (code,)


def _say_cause(wanted: CauseWanted) -> Said:
    draft = wanted.draft
    return {
        "code": wanted.code,
        **({"under": draft.above} if draft.above else {}),
        "name": said_words(draft.name),
        **({"kind": draft.kind.value, "standards": list(draft.standards)} if draft.kind else {}),
    }


def _install_causes(*, wanted: Sequence[CauseWanted], by: Actor, at: datetime) -> None:
    """Which process a cause lies in is said at home, where the register of processes is."""
    standing = {seen.code: seen.cause for seen in selectors.cause_tree()}
    for each in wanted:
        if each.code in standing:
            held = standing[each.code]
            process = held.process if each.draft.kind is terms.CauseKind.PROCESS else ""
            services.change_cause(cause=held, draft=replace(each.draft, process=process), by=by, at=at)
        else:
            services.enter_cause(draft=each.draft, code=each.code, by=by, at=at)


@dataclass(frozen=True)
class CauseRuleWanted:
    is_required: bool


def _read_rule(part: Part, names: Names) -> CauseRuleWanted | None:
    entries = part.entries(needed=("required",))
    found = entries["required"].plain() if "required" in entries else None
    if not isinstance(found, bool):
        part.fault("here should stand required: true, or required: false")
        return None
    return CauseRuleWanted(found)


def _rules() -> list[CauseRuleWanted]:
    return [CauseRuleWanted(is_required=True)] if selectors.causes_are_required() else []


def _say_rule(wanted: CauseRuleWanted) -> Said:
    return {"required": wanted.is_required}


def _install_rule(*, wanted: Sequence[CauseRuleWanted], by: Actor, at: datetime) -> None:
    for each in wanted:
        services.require_causes(is_required=each.is_required, by=by, at=at)


CAUSES = state(
    Vocabulary(
        name="causes",
        title=gettext_noop("Causes of cases"),
        after=("standards",),
        read=_read_cause,
        standing=_causes,
        said=_say_cause,
        install=_install_causes,
        kept_in=(Cause, CauseStandard),
        refusals=(
            services.CannotStandThere, services.BranchIsNotEmpty, services.CausePointsNowhere, services.TooManyCauses,
        ),
    )
)  # fmt: skip
CAUSE_RULE = state(
    Vocabulary(
        name="cause-rule",
        title=gettext_noop("Whether a complaint needs a cause"),
        keys=(),
        read=_read_rule,
        standing=_rules,
        said=_say_rule,
        install=_install_rule,
        kept_in=(CauseRule,),
    )
)
