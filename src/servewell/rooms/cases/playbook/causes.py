"""What causes cases, in a playbook: ``causes:``, and ``cause-rule:``, whether a complaint needs one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext_noop

from servewell.base.permissions import Actor
from servewell.base.playbook import Names, Part, Said, Vocabulary, said_words, state
from servewell.rooms.cases import selectors, services, terms
from servewell.rooms.cases.models import Cause, CauseRule, CauseStandard
from servewell.rooms.standards import selectors as standards

LEAF = ("kind", "standards")


@dataclass(frozen=True)
class CauseWanted:
    code: str
    draft: services.CauseDraft


def _read_cause(part: Part, names: Names) -> CauseWanted | None:
    """A leaf says its kind and standards; a branch neither of them."""
    entries = part.all_of(("code", "name"), known=("under", *LEAF))
    if entries is None:
        return None
    code = entries["code"].code(longest=terms.LONGEST_CAUSE_CODE, reserved=services.RESERVED_CAUSES)
    name, above = entries["name"].words(), _branch(entries, names)
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
    """Each after what it stands under, and beside each other by code; none of whose standards nothing is left."""
    holding = {each.code for each in standards.standards_in_force()}
    tree = {each.code: each for each in selectors.cause_tree()}
    drafts = {code: _as_draft(tree[code], holding) for code in sorted(tree, key=lambda code: _path(code, tree))}
    return [CauseWanted(code, draft) for code, draft in drafts.items() if draft.kind is None or draft.standards]


def _as_draft(seen: selectors.CauseSeen, holding: Collection[str]) -> services.CauseDraft:
    return services.CauseDraft(
        name=seen.cause.name,
        above=seen.cause.above,
        kind=None if seen.is_branch else terms.CauseKind(seen.cause.kind),
        standards=tuple(sorted(code for code in seen.standards if code in holding)),
    )


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
    standing, processes = {seen.code: seen.cause for seen in selectors.cause_tree()}, standards.processes_named()
    for each in wanted:
        if held := standing.get(each.code):
            keeps = each.draft.kind is terms.CauseKind.PROCESS and held.process in processes
            draft = replace(each.draft, process=held.process if keeps else "")
            services.change_cause(cause=held, draft=draft, by=by, at=at)
        else:
            services.enter_cause(draft=each.draft, code=each.code, by=by, at=at)


@dataclass(frozen=True)
class CauseRuleWanted:
    is_required: bool


def _read_rule(part: Part, names: Names) -> CauseRuleWanted | None:
    entries = part.all_of(("required",))
    is_required = entries["required"].truth() if entries else None
    return None if is_required is None else CauseRuleWanted(is_required)


def _rules() -> list[CauseRuleWanted]:
    """None before somebody said so or so."""
    rule = selectors.cause_rule()
    return [] if rule is None else [CauseRuleWanted(rule)]


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
