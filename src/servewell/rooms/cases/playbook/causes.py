"""What causes cases, in a playbook: ``causes:``, and ``cause-rule:``, whether a complaint needs one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext_noop

from servewell.base.permissions import Actor
from servewell.base.playbook import Names, Part, Said, Vocabulary, said_words, state
from servewell.rooms.cases import selectors, services, terms
from servewell.rooms.cases.models import Cause, CauseRule, CauseStandard

LEAF = ("kind", "standards")


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
