"""Proposes items and comments for a file that no recipe knows."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from servewell.engines.tables.finding.answers import is_number_for_label
from servewell.engines.tables.profiling import ColumnProfile, Profile, answer_words, traits
from servewell.engines.tables.profiling.answer_words import folded
from servewell.engines.tables.recipe import CommentRule, ItemRule, PartIs, Split
from servewell.engines.tables.suggesting import batteries, callings, names, scales
from servewell.engines.tables.suggesting.drafts import Reasons

OUR_LANGUAGES: Final = ("en", "es", "zh-hans", "zh-hant")
FEWEST_FILLED: Final = 0.005
FEWEST_IN_BATTERY: Final = 4
FEWEST_STEPS: Final = 3
PARTS: Final = {
    **dict.fromkeys(answer_words.ANSWER_MARKS, PartIs.ANSWER),
    **dict.fromkeys(answer_words.ADDITION_MARKS, PartIs.COMMENT),
}
Proposal = tuple[ColumnProfile, scales.ProposedScale]


def propose_items(*, profile: Profile, taken: set[str], language: str, reasons: Reasons) -> tuple[ItemRule, ...]:
    """Questions with a scale: by their names, by answers in words, and neighbours that are answered alike."""
    scaled = scaled_columns(profile, taken)
    found = [each for each in scaled if callings.says_rated(each[0].name) or _is_in_words(each[1])]
    named = {column.name for column, _ in found}
    found += [each for each in _alike(scaled) if each[0].name not in named]
    beside = _beside(scaled, {column.name for column, _ in found})
    items = []
    used: set[str] = set()
    for column, scale in sorted([*found, *beside], key=lambda each: each[0].place):
        item = _item(column, scale, used, language)
        used.add(item.name)
        items.append(item)
        where = f"items.{item.name}"
        reasons.because(where, f"{len(column.values)} different answers in {column.filled:,} cells.")
        for ask in _asks(column, scale):
            reasons.ask(where, ask)
        if (column, scale) in beside:
            reasons.ask(where, "It stands beside questions that are answered alike: is it one, too?")
    labels = {column.name for column in profile.columns if is_number_for_label(column)}
    return _with_overall(items, reasons, labels)


def _asks(column: ColumnProfile, scale: scales.ProposedScale) -> list[str]:
    if not is_number_for_label(column):
        return [" ".join(scale.asks)] if scale.asks else []
    numbers = ", ".join(sorted(column.values))
    return [f"{numbers} may be labels whose order means nothing: write under `values` what each of them stands for."]


def item_name(column: str, taken: set[str]) -> str:
    """A name of small letters, digits and ``_`` that is not taken. Accents are left away."""
    words = [folded(word) for word in names.words_in(callings.in_english(column))]
    base = re.sub(r"[^a-z0-9]+", "_", "_".join(words) if words else "").strip("_")
    plain = re.sub(r"[^a-z0-9]+", "_", folded(callings.in_english(column))).strip("_")
    base = (plain if len(plain) <= 40 else base)[:36].strip("_")
    base = base if base[:1].isalpha() else f"item_{base}".strip("_")
    name, number = base, 2
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    return name


def question_of(column: str) -> str:
    """The name of a column as the words of a question: all that is known of it."""
    text = " ".join(column.replace("_", " ").split()).strip("* ")
    return text[:1].upper() + text[1:] if text else column


def texts_of(profile: Profile, taken: set[str]) -> tuple[str, ...]:
    """The columns that hold words of customers."""
    return tuple(each.name for each in profile.columns if each.name not in taken and _holds_words(each))


def propose_comments(
    *, profile: Profile, taken: set[str], named: set[str], language: str, reasons: Reasons
) -> tuple[CommentRule, ...]:
    """``named``: names that items have already."""
    asked = _question_column(profile)
    comments = []
    used = {*named}
    for column in profile.columns:
        if column.name in taken or not _holds_words(column) or (asked and column.name == asked.name):
            continue
        name = item_name(column.name, used)
        used.add(name)
        question = None if asked else {language: question_of(column.name)}
        blank = frozenset(value for value in column.values if len(value) > 1 and answer_words.is_silent(value))
        rule = CommentRule(name=name, column=column.name, question=question, blank=blank, splits=_splits(column))
        html = column.share(traits.ENTITY) > 0.005
        comments.append(replace(rule, is_html=html, question_column=asked.name if asked else None))
        reasons.because(f"comments.{name}", f"Words of customers: {column.mean_length:.0f} signs on average.")
        if not asked:
            reasons.ask(
                f"comments.{name}", "Which question do these words answer? The name of the column stands for it."
            )
    return tuple(comments)


def scaled_columns(profile: Profile, taken: set[str]) -> list[Proposal]:
    """Those whose answers would make a scale, but not what is about who answered."""
    found = []
    for column in profile.columns:
        is_rare = column.share_filled < FEWEST_FILLED and not callings.is_surely_rated(column.name)
        if column.name in taken or is_rare or callings.is_about_people(column.name):
            continue
        if scale := scales.scale_of(column):
            found.append((column, scale))
    return found


def _is_in_words(scale: scales.ProposedScale) -> bool:
    """Three steps in words of how good something was are an answer, whatever the column is called."""
    return len(set(scale.values.values())) >= FEWEST_STEPS


def _beside(scaled: Sequence[Proposal], found: set[str]) -> list[Proposal]:
    """Neighbours of questions that are answered on the same scale of at least four steps."""
    by_name = {column.name: (column, scale) for column, scale in scaled}
    beside = []
    for run in batteries.runs_of_columns([column for column, _ in scaled]):
        asked = [by_name[column.name][1].scale for column in run if column.name in found]
        for each in (by_name[column.name] for column in run if column.name not in found):
            if each[1].scale in asked and abs(each[1].scale.best - each[1].scale.worst) >= FEWEST_STEPS:
                beside.append(each)
    return beside


def _alike(found: Sequence[Proposal]) -> list[Proposal]:
    """Runs of at least four neighbours with the same question number and the same scale of at least four steps."""
    by_name = {column.name: scale for column, scale in found}
    alike: list[Proposal] = []
    for run in batteries.runs_of_columns([column for column, _ in found]):
        ends = [by_name[column.name].scale for column in run]
        common = max(ends, key=ends.count)
        same = [column for column, scale in zip(run, ends, strict=True) if scale == common]
        if len(same) >= FEWEST_IN_BATTERY and abs(common.best - common.worst) >= 3:
            alike += [(column, by_name[column.name]) for column in same]
    return alike


def _item(column: ColumnProfile, scale: scales.ProposedScale, used: set[str], language: str) -> ItemRule:
    return ItemRule(
        name=item_name(column.name, used),
        column=column.name,
        question={language: question_of(column.name)},
        scales=(scale.scale,),
        values=scale.values,
        does_not_apply=scale.does_not_apply,
        blank=scale.blank,
    )


def _with_overall(items: Sequence[ItemRule], reasons: Reasons, labels: set[str]) -> tuple[ItemRule, ...]:
    """One item at most stands for the whole, by its name or because it is alone; a coder's labels never do."""
    fitting = [item for item in items if item.column not in labels]
    named = [item for item in fitting if callings.says_whole(item.column)]
    named.sort(key=lambda item: not callings.is_surely_rated(item.column))
    overall = named[0] if named else fitting[0] if len(items) == 1 and fitting else None
    if overall is None:
        return tuple(items)
    where = f"items.{overall.name}"
    reasons.because(where, "It stands for the whole: its name says so." if named else "It is the only item.")
    others = ", ".join(f"`{item.column}`" for item in named[1:])
    asked = f"Does this stand for the whole visit, or {others}?" if others else "Does this stand for the whole visit?"
    reasons.ask(where, asked)
    return tuple(replace(item, is_overall=item is overall) for item in items)


def _holds_words(column: ColumnProfile) -> bool:
    is_told = column.share(traits.WORDS) > 0.25 and column.distinct * 4 > column.filled
    return is_told and column.filled > 0 and column.mean_length > 12 and not _is_written_by_programmes(column)


def _is_written_by_programmes(column: ColumnProfile) -> bool:
    """Lists and mappings in brackets: nobody says such."""
    first = list(column.values)[:20]
    return sum(value[:1] in "[{" for value in first) * 2 > len(first)


def _question_column(profile: Profile) -> ColumnProfile | None:
    """A column whose few values are questions, one beside each comment."""
    for column in profile.columns:
        asks = sum(count for value, count in column.values.items() if value.rstrip().endswith(("?", "？")))
        if (
            column.filled
            and 2 <= column.distinct <= 60
            and "question" in column.name.casefold()
            and asks * 2 > column.filled
        ):
            return column
    return None


def _splits(column: ColumnProfile) -> tuple[Split, ...]:
    return tuple(Split(begins, part) for begins, part in PARTS.items() if column.traits.get(traits.part(begins), 0) > 0)
