"""Drafts a recipe, from the file alone or from last year's recipe."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from servewell.engines.tables.finding import Finding, findings
from servewell.engines.tables.profiling import Profile
from servewell.engines.tables.recipe import FileShape, Recipe, Takes
from servewell.engines.tables.suggesting import (
    carrying,
    encounters,
    fresh_items,
    left_out,
    names,
    places_and_times,
    rest_of_recipe,
    stretches,
)
from servewell.engines.tables.suggesting.drafts import Draft, Reasons


def suggest(
    *,
    shape: FileShape,
    profile: Profile,
    like: Recipe | None = None,
    like_profile: Profile | None = None,
    units: Mapping[str, str],
    today: date,
    code: str,
) -> Draft:
    """Proposes, never decides. ``units``: codes by label; ``like_profile``: of the file that ``like`` was made for."""
    reasons = Reasons()
    if like is None:
        recipe = _fresh(shape, profile, units, today, code, reasons)
        found: tuple[Finding, ...] = ()
    else:
        carried = carrying.carry_items(like=like, profile=profile, like_profile=like_profile, reasons=reasons)
        rest = rest_of_recipe.carry(like=like, profile=profile, units=units, today=today, reasons=reasons)
        recipe, found = replace(rest, file=shape, items=carried.items), carried.findings
    found = (*found, *findings(profile=profile, recipe=recipe))
    recipe = stretches.ask_about(recipe, found, reasons, may_split=like is None)
    recipe = replace(recipe, unsure=tuple(reasons.unsure))
    return Draft(recipe, reasons.notes, found, left_out.left_out(profile=profile, recipe=recipe))


def _fresh(
    shape: FileShape, profile: Profile, units: Mapping[str, str], today: date, code: str, reasons: Reasons
) -> Recipe:
    unit = places_and_times.propose_unit(profile=profile, units=units, reasons=reasons)
    day = places_and_times.propose_date(profile=profile, today=today, reasons=reasons)
    duplicate = places_and_times.propose_duplicate(profile=profile, reasons=reasons)
    is_pivoted = places_and_times.ask_about_rows(profile=profile, reasons=reasons)
    customer = places_and_times.propose_customer(profile=profile, reasons=reasons)
    weight = next((each.name for each in profile.columns if _is_weight(each.name) and each.numbers), None)
    taken = {unit.column, day.column, *duplicate, customer.email, customer.phone, weight} - {None}
    words = fresh_items.texts_of(profile, {each for each in taken if each})
    language = places_and_times.propose_language(profile=profile, texts=words, reasons=reasons)
    taken |= {language.column} - {None}
    spoken = language.is_ if language.is_ in fresh_items.OUR_LANGUAGES else "en"
    used = {each for each in taken if each}
    items = fresh_items.propose_items(profile=profile, taken=used, language=spoken, reasons=reasons)
    used |= {each.column for each in items}
    named = {each.name for each in items}
    if not is_pivoted:
        left_out.ask_about_scores(profile=profile, taken=used | {*words}, reasons=reasons)
    comments = fresh_items.propose_comments(profile=profile, taken=used, named=named, language=spoken, reasons=reasons)
    if not items and not comments:
        encounters.ask_whether_counted(profile=profile, customer=customer, reasons=reasons)
    return Recipe(
        code=code,
        title={spoken: fresh_items.question_of(code.replace("-", " "))},
        takes=Takes.VOICES,
        file=shape,
        unit=unit,
        date=day,
        language=language,
        duplicate=duplicate,
        customer=customer,
        items=items,
        comments=comments,
        weight_column=weight,
    )


def _is_weight(name: str) -> bool:
    return names.plain(name) in ("weight", "weights", "wgt", "peso", "权重")
